using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate;

/// <summary>
/// What may be measured beside the rules' metrics: what the evidence that is read anyway tells. An error of weights comes with the other
/// errors of the same tensor, and a figure of activations with the other figures of the same source.
/// </summary>
internal static class Byproducts
{
    public static IEnumerable<Metric> Of(GateRequest request, EvidenceSet evidence) =>
        request.Besides.Where(m => IsFree(m, evidence) || request.Rules.Any(r => ReadsLike(r.Metric, m)));

    /// <summary>Whether measuring the one reads what the other needs.</summary>
    public static bool ReadsLike(Metric rule, Metric beside) => beside switch
    {
        ErrorMetric error => rule is ErrorMetric other && other.Reduce.HasFlag(error.Reduce),
        MatmulMetric product => rule is MatmulMetric other && other.Reduce.HasFlag(product.Reduce),
        TensorMetric weights => rule is TensorMetric other && other.Reduce.HasFlag(weights.Reduce),
        ActivationMetric => rule is ActivationMetric,
        _ => false,
    };

    /// <summary>An importance matrix is read whole with the evidence, activations are read when a metric asks for them.</summary>
    private static bool IsFree(Metric metric, EvidenceSet evidence) =>
        metric is ActivationMetric ? evidence.Activations is null : !Weighs(metric);

    /// <summary>Whether a metric needs the weights themselves, and not only what headers say.</summary>
    public static bool Weighs(Metric metric) => metric is ErrorMetric or MatmulMetric or TensorMetric or Metrics.Structure.StructureMetric;
}
