using MoeGate.Metrics;

namespace MoeGate.Rules.Baselines;

/// <summary>Figures that somebody accepted earlier: what rules compare with.</summary>
/// <param name="Shown">The file, as the user named it.</param>
/// <param name="Version">The version of the tool that measured them.</param>
/// <param name="Metrics">The figures, and the evidence that they are of.</param>
/// <param name="Definitions">By the metric's id, which definition of it was measured.</param>
/// <param name="Unknown">Metrics that this version does not know, so that their figures are compared with nothing.</param>
/// <param name="History">Each time that figures were accepted, the first time first.</param>
public sealed record Baseline(string Shown, string Version, MetricSet Metrics, IReadOnlyDictionary<string, int> Definitions, IReadOnlyList<string> Unknown, IReadOnlyList<Acceptance> History)
{
    /// <summary>Why figures of this rule cannot be compared with those of the baseline; null where they can.</summary>
    public string? Incomparable(Rule rule, MetricSet now)
    {
        var metric = rule.Metric;
        if (Definitions.TryGetValue(metric.MeasuredBy.Id, out var then) && then != metric.Text.Definition)
            return $"the baseline has {metric.Id} by definition {then}, this version measures definition {metric.Text.Definition}";
        return Yardsticks.Difference(metric, rule.Scope, Metrics, now);
    }

    /// <summary>A baseline of these figures: values and exact ones, for of what was not measured there is nothing to compare.</summary>
    public static Baseline Of(MetricSet metrics, string version, string shown, IReadOnlyList<Acceptance> history)
    {
        var kept = metrics.All.Where(m => m.Reading.IsComparable).ToList();
        return new Baseline(
            shown,
            version,
            metrics.With(kept, Yardsticks.Of(metrics.Evidence)),
            kept.Select(m => m.Metric.MeasuredBy).DistinctBy(m => m.Id).ToDictionary(m => m.Id, m => m.Text.Definition, StringComparer.Ordinal),
            [],
            history);
    }
}

/// <summary>That somebody took figures for the ones to compare with.</summary>
/// <param name="Date">The day, in UTC.</param>
/// <param name="Version">The version of the tool.</param>
/// <param name="Reason">Why, in a person's words.</param>
/// <param name="Changed">How many figures became others.</param>
/// <param name="New">How many were not there before.</param>
/// <param name="Gone">How many are no longer there.</param>
public sealed record Acceptance(DateOnly Date, string Version, string Reason, int Changed, int New, int Gone);
