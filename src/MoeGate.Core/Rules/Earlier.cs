using MoeGate.Metrics;
using MoeGate.Rules.Baselines;

namespace MoeGate.Rules;

/// <summary>The baseline's side of a rule: what each subject was, and which of them are no longer there.</summary>
internal sealed class Earlier
{
    private readonly Baseline baseline;
    private readonly MetricSet now;

    private Earlier(Baseline baseline, MetricSet now) => (this.baseline, this.now) = (baseline, now);

    /// <summary>Subjects that the baseline has a figure of and that were not measured now, or have no meaning any more.</summary>
    public required IReadOnlyList<Measurement> Gone { get; init; }

    /// <summary>How many subjects the rule selects in the baseline, to be counted.</summary>
    public required int Count { get; init; }

    /// <summary>The reading that the baseline has of the same metric and subject; null where it is new.</summary>
    public Reading? this[Measurement now] => baseline.Metrics[now.Metric.Id, now.Subject] is { IsComparable: true } then ? then : null;

    /// <summary>Why a subject cannot be compared by itself: an evaluation of another text or length than it was; null where it can.</summary>
    public string? Incomparable(Subject subject) =>
        subject.Scope == Scope.Task ? Yardsticks.OfEvaluation(subject.Name["eval.".Length..], baseline.Metrics, now) : null;

    /// <param name="rule">Which subjects are meant.</param>
    /// <param name="group">The group of them that is judged; null for all.</param>
    /// <param name="baseline">Earlier figures.</param>
    /// <param name="now">What was measured.</param>
    public static Earlier Of(Rule rule, string? group, Baseline baseline, MetricSet now)
    {
        var then = baseline.Metrics.Of(rule.Metric).Where(m => m.Subject.Scope == rule.Scope).ToList();
        var layers = new LayerShare(then.Select(m => m.Subject), baseline.Metrics.ModelLayers);
        var selected = then.Where(m => rule.Selects(m.Subject, layers) && (group is null || Groups.Of(m.Subject, rule.GroupBy!) == group)).ToList();
        return new Earlier(baseline, now)
        {
            Count = selected.Count,
            Gone = [.. selected.Where(m => now[m.Metric.Id, m.Subject] is null or { Unavailable.Kind: Absence.NotApplicable })],
        };
    }
}
