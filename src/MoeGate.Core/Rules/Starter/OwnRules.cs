using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;

namespace MoeGate.Rules.Starter;

/// <summary>Makes the rules of one limit from what was measured, or a comment where there is nothing that a limit could hold on to.</summary>
/// <param name="metrics">The model's own figures.</param>
/// <param name="builtIn">What the built-in rules say of them.</param>
/// <param name="matrices">The tensors that are matrices of weights.</param>
/// <param name="share">The margin that somebody asked for, in place of each limit's own.</param>
internal sealed class OwnRules(MetricSet metrics, IReadOnlyList<Finding> builtIn, IReadOnlySet<string> matrices, double? share)
{
    /// <summary>A selection of more than so many patterns is nothing that anybody would read.</summary>
    private const int MostPatterns = 12;

    /// <summary>The rules.</summary>
    /// <param name="limit">What to make them of.</param>
    /// <param name="comment">Told why there is none where there could have been one.</param>
    public IEnumerable<OwnRule> Of(OwnLimit limit, Action<string> comment)
    {
        if ((limit.Without & metrics.Kinds) != EvidenceKind.None) return [];
        var measured = metrics.Of(limit.Metric).Where(m => m.Subject.Scope == limit.Metric.Home && IsMeant(limit, m.Subject)).ToList();
        var values = measured.Where(m => m.Reading.Value is not null).ToList();
        if (builtIn.FirstOrDefault(f => f.Outcome == Outcome.Fail && f.Rule.Metric.Id == limit.Id) is { } bad)
            return None($"{bad.Rule.Id} is violated now: {bad.Message}");
        if (measured.Find(m => m.Reading.Unavailable?.Kind == Absence.Missing) is { } missing)
            return None($"{missing.Subject} has no figure: {missing.Reading.Unavailable!.Reason}");
        if (values.Count == 0)
            return measured.Exists(m => m.Reading.Unavailable?.Kind == Absence.Exact) ? None("it is exact everywhere, and there is no margin of nothing") : [];
        if (limit is { IsFloor: true, Margin.Of: MarginOf.Figure } && FigureOf(limit, values) is <= 0 and var least)
            return None($"{limit.Aggregate} {Figure.Format(least, limit.Metric.Unit)} is nothing that a limit could hold on to");
        return Groups(limit, values).Select((group, n) => Rule(limit, limit.Number + n, group.Selected, group.Values)).ToList();

        IEnumerable<OwnRule> None(string why)
        {
            comment($"{limit.Id} has no limit here: {Plain.Text(why)}");
            return [];
        }
    }

    private bool IsMeant(OwnLimit limit, Subject subject) =>
        (!limit.MatricesOnly || matrices.Contains(subject.Name)) && (limit.Unless is null || metrics[limit.Unless, subject]?.Value is null);

    private static double FigureOf(OwnLimit limit, IReadOnlyList<Measurement> values) =>
        Aggregate.Parse(limit.Aggregate)!.Value.Of([.. values.Select(m => m.Reading.Value!.Value)]);

    /// <summary>All values, or those of the names that are alike; nothing is selected where all are.</summary>
    private static IEnumerable<(IReadOnlyList<string> Selected, IReadOnlyList<Measurement> Values)> Groups(OwnLimit limit, List<Measurement> values)
    {
        if (limit.By is null) return [([], values)];
        var names = values.ToLookup(m => limit.By == "role" ? m.Subject.Role ?? "" : m.Subject.Name, StringComparer.Ordinal);
        var groups = Likeness.Groups(names.ToDictionary(n => n.Key, n => FigureOf(limit, [.. n])), limit.Margin.Room)
            .Select(g => (Selected: Patterns(limit, g, names.Select(n => n.Key)), Values: (IReadOnlyList<Measurement>)[.. g.SelectMany(n => names[n])]))
            .ToList();
        var isAll = groups.Count == 1 && limit.Unless is null;
        return isAll || limit.By == "role" && (names.Any(n => !CanBeSelected(n.Key)) || groups.Exists(g => g.Selected.Count > MostPatterns)) ? [([], values)] : groups;
    }

    private static IReadOnlyList<string> Patterns(OwnLimit limit, IReadOnlyList<string> group, IEnumerable<string> all) =>
        limit.By == "role" ? RolePatterns.Of(group, [.. all.Except(group)]) : group;

    /// <summary>A pattern that is a name means that name alone, unless it has a star in it.</summary>
    private static bool CanBeSelected(string name) => name.Length > 0 && !name.AsSpan().ContainsAny('*', '?');

    private OwnRule Rule(OwnLimit limit, int number, IReadOnlyList<string> selected, IReadOnlyList<Measurement> values)
    {
        var unit = limit.Metric.Unit;
        var margin = share is { } asked && !limit.IsExact ? limit.Margin with { Share = asked } : limit.Margin;
        var figure = FigureOf(limit, values);
        var room = margin.Room(figure);
        var bound = limit.IsFloor ? figure - room : figure + room;
        var stop = Stop(limit, bound);
        var text = stop is null ? LimitText.Of(bound, room, unit, limit.IsFloor) : stop.Limit!.Limit.TrimStart('<', '>', '=', ' ');
        var why = $"{Measured(limit, figure, values)}; the limit leaves {(stop is null ? margin.Says(figure, Figure.Format(room, unit)) : $"what {stop.Rule.Id} leaves, and no more")}."
            + (builtIn.FirstOrDefault(f => f.Outcome == Outcome.Warning && f.Rule.Metric.Id == limit.Id) is { } warned ? $" {warned.Rule.Id} warns of it already." : "");
        return new OwnRule($"OWN{number}", limit.Id, limit.By, selected, $"{limit.Aggregate} {(limit.IsFloor ? ">=" : "<=")} {text}", Plain.Text(why));
    }

    /// <summary>The built-in rule beyond whose limit this one would be: the most lenient of those that judged the metric so.</summary>
    private Finding? Stop(OwnLimit limit, double bound)
    {
        var judged = builtIn.Where(f => f.Outcome is Outcome.Pass or Outcome.Warning && f.Rule.Metric.Id == limit.Id && f.Rule.Error?.Aggregate.Name == limit.Aggregate && !f.Rule.Error.Operand.IsBaseline)
            .Select(f => f with { Limit = f.Rule.Error })
            .OrderBy(f => f.Limit!.Operand.Number)
            .ToList();
        if (judged.Count == 0) return null;
        var lenient = limit.IsFloor ? judged[0] : judged[^1];
        var number = lenient.Limit!.Operand.Number;
        return limit.IsFloor ? bound < number ? lenient : null : bound > number ? lenient : null;
    }

    /// <summary>The figure in words, with the subject that is worst.</summary>
    private static string Measured(OwnLimit limit, double figure, IReadOnlyList<Measurement> values)
    {
        var unit = limit.Metric.Unit;
        var worst = limit.IsFloor ? values.MinBy(m => m.Reading.Value)! : values.MaxBy(m => m.Reading.Value)!;
        var at = worst.Reading.At is { } place && place.StartsWith(worst.Subject.Name, StringComparison.Ordinal) ? place : new SubjectValue(worst.Subject, worst.Reading.Value!.Value, worst.Reading.At).Label;
        var said = Figure.Format(figure, unit);
        if (values.Count == 1) return at == Subject.Model.Name ? $"Measured {said}" : $"Measured {said} at {at}";
        return limit.Aggregate == "mean"
            ? $"Measured {said} on average over {values.Count}, the worst {Figure.Format(worst.Reading.Value!.Value, unit)} at {at}"
            : $"Measured {said} at {at}, the worst of {values.Count}";
    }
}
