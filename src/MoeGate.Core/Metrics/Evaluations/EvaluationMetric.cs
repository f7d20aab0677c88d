using MoeGate.Evidence;
using MoeGate.Evidence.Evaluations;

namespace MoeGate.Metrics.Evaluations;

/// <summary>A metric of every evaluation by itself; of one that cannot have it, it is not applicable.</summary>
/// <param name="text">What it is.</param>
/// <param name="read">Its value of one evaluation.</param>
public sealed class EvaluationMetric(MetricText text, Func<Evaluation, Reading> read) : Metric(text)
{
    public override Scope Home => Scope.Task;

    public override EvidenceKind Needs => EvidenceKind.Evaluations;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation) =>
        observed.Evidence.Evaluations.Select(e => new Measurement(this, Subject.OfEvaluation(e.Name), read(e)));

    /// <summary>A figure with its standard error.</summary>
    internal static Reading Of(Estimate estimate) => Reading.Of(estimate.Value) with { Stderr = estimate.Error };
}
