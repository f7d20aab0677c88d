using MoeGate.Evidence;

namespace MoeGate.Metrics;

/// <summary>Measures what was asked for, and nothing else.</summary>
public static class Measuring
{
    /// <param name="evidence">What was read.</param>
    /// <param name="metrics">What to measure; a metric whose evidence is not there gives nothing.</param>
    /// <param name="cancellation">Asked during long work.</param>
    public static MetricSet Measure(EvidenceSet evidence, IEnumerable<Metric> metrics, CancellationToken cancellation = default) =>
        Measure(new Observation(evidence), metrics, cancellation);

    /// <param name="observed">What was read, and what was reduced from it.</param>
    /// <param name="metrics">What to measure; a metric whose evidence is not there gives nothing.</param>
    /// <param name="cancellation">Asked during long work.</param>
    public static MetricSet Measure(Observation observed, IEnumerable<Metric> metrics, CancellationToken cancellation = default) =>
        new(
            metrics.Where(m => m.CanMeasure(observed.Evidence.Kinds) && (m.IsSplit || observed.Portion.HoldsTheRest)).SelectMany(m => m.Measure(observed, cancellation)),
            observed.Evidence.Identities,
            observed.Evidence.Kinds)
        {
            ModelLayers = observed.Evidence.Architecture?.Layers,
            Shard = observed.Portion.Shard,
        };
}
