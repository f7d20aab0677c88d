using MoeGate.Metrics;

namespace MoeGate.Rules.Baselines;

/// <summary>What became of one figure since the baseline.</summary>
/// <param name="Then">Null where it is new.</param>
/// <param name="Now">Null where it is gone.</param>
public sealed record BaselineChange(Metric Metric, Subject Subject, Reading? Then, Reading? Now)
{
    public bool IsNew => Then is null;

    public bool IsGone => Now is null;

    /// <summary>Whether it moved in the metric's bad direction; null where neither direction is bad, or there is nothing to compare.</summary>
    public bool? IsWorse => (Then, Now, Metric.Better) switch
    {
        (null, _, _) or (_, null, _) or (_, _, Better.Neither) => null,
        ({ Value: null }, { Value: not null }, _) => true,
        (_, { Value: null }, _) => false,
        _ => Metric.IsWorse(Now.Value!.Value, Then.Value!.Value),
    };

    /// <summary>The change as a share of what it was, in size; infinite where that was nothing or exact.</summary>
    public double Size => (Then?.Value, Now?.Value) switch
    {
        ({ } then, { } now) when then != 0 => Math.Abs((now - then) / then),
        _ => double.PositiveInfinity,
    };

    /// <summary>All changes between two sets of figures: the worse first, then the larger; what is gone, then what is new, at the end.</summary>
    public static IReadOnlyList<BaselineChange> Between(MetricSet then, MetricSet now)
    {
        var changes = new List<BaselineChange>();
        foreach (var m in now.All.Where(m => m.Reading.IsComparable))
        {
            var before = then[m.Metric.Id, m.Subject];
            if (before is null || before.Value != m.Reading.Value) changes.Add(new BaselineChange(m.Metric, m.Subject, before, m.Reading));
        }

        changes.AddRange(then.All
            .Where(m => now[m.Metric.Id, m.Subject] is not { IsComparable: true })
            .Select(m => new BaselineChange(m.Metric, m.Subject, m.Reading, null)));
        return
        [
            .. changes
                .OrderBy(c => c.IsNew).ThenBy(c => c.IsGone)
                .ThenBy(c => c.IsWorse switch { true => 0, null => 1, false => 2 })
                .ThenByDescending(c => c.Size)
                .ThenBy(c => c.Subject).ThenBy(c => c.Metric.Id, StringComparer.Ordinal),
        ];
    }
}
