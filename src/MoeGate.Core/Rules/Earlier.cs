using MoeGate.Metrics;
using MoeGate.Rules.Baselines;

namespace MoeGate.Rules;

/// <summary>The baseline's side of a rule, or of one group of its subjects: what each subject was, and which of them the rule no longer sees.</summary>
internal sealed class Earlier
{
    private readonly Baseline baseline;
    private readonly MetricSet now;

    private Earlier(Baseline baseline, MetricSet now) => (this.baseline, this.now) = (baseline, now);

    /// <summary>Subjects that the rule selects in the baseline.</summary>
    public required IReadOnlyList<Measurement> Then { get; init; }

    /// <summary>Those of them that it does not select now: they were not measured, have no meaning any more, or are of another type.</summary>
    public required IReadOnlyList<Measurement> Gone { get; init; }

    /// <summary>The reading that the baseline has of the same metric and subject; null where it is new.</summary>
    public Reading? this[Measurement measurement] => baseline.Metrics[measurement.Metric.Id, measurement.Subject] is { IsComparable: true } then ? then : null;

    /// <summary>Why a subject cannot be compared by itself: an evaluation of another text or length than it was; null where it can.</summary>
    public string? Incomparable(Subject subject) =>
        subject.Scope == Scope.Task ? Yardsticks.OfEvaluation(subject.Name["eval.".Length..], baseline.Metrics, now) : null;

    /// <summary>What became of a figure that is gone, in words.</summary>
    public string Fate(Measurement gone)
    {
        var measured = now.Of(gone.Metric).FirstOrDefault(m => m.Subject == gone.Subject);
        return measured is { Reading.IsComparable: true } && measured.Subject.Type != gone.Subject.Type
            ? $"the baseline has it as {gone.Subject.Type}, and it is {measured.Subject.Type} now"
            : "the baseline has a figure, and there is none now";
    }

    /// <summary>This side of each group, by its name.</summary>
    public Func<string, Earlier> By(string groupBy)
    {
        var (then, gone) = (Then.ToLookup(m => Groups.Of(m.Subject, groupBy)), Gone.ToLookup(m => Groups.Of(m.Subject, groupBy)));
        return group => new Earlier(baseline, now) { Then = [.. then[group]], Gone = [.. gone[group]] };
    }

    /// <param name="rule">Which subjects are meant.</param>
    /// <param name="selected">Those that it selects now.</param>
    /// <param name="circumstances">With a baseline; of what a run was not asked to measure nothing is gone.</param>
    /// <param name="now">What was measured.</param>
    public static Earlier Of(Rule rule, IReadOnlyList<Measurement> selected, Circumstances circumstances, MetricSet now)
    {
        var accepted = circumstances.Baseline!;
        var measured = accepted.Metrics.Of(rule.Metric).Where(m => m.Subject.Scope == rule.Scope).ToList();
        var layers = new LayerShare(measured.Select(m => m.Subject), accepted.Metrics.ModelLayers);
        var then = measured.Where(m => rule.Selects(m.Subject, layers) && circumstances.Select.Matches(m.Subject, layers)).ToList();
        var seen = selected.Where(m => m.Reading.Unavailable?.Kind != Absence.NotApplicable).Select(m => (m.Metric.Id, m.Subject.Name)).ToHashSet();
        return new Earlier(accepted, now) { Then = then, Gone = [.. then.Where(m => !seen.Contains((m.Metric.Id, m.Subject.Name)))] };
    }
}
