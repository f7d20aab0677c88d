using MoeGate.Evidence;

namespace MoeGate.Metrics.Routing;

/// <summary>A metric of how the router spreads its tokens over the experts of one layer.</summary>
public abstract class RoutingMetric(MetricText text) : LayerMetric(text)
{
    /// <summary>What to say of a layer whose counts are all 0.</summary>
    protected virtual Reading Unrouted => Reading.NotApplicable("no token was routed to any expert");

    protected sealed override Reading Read(LayerEvidence layer, EvidenceSet evidence) =>
        layer.Statistics!.Routed == 0 ? Unrouted : Read(Array.ConvertAll(layer.Statistics.Counts, c => (double)c));

    /// <param name="loads">Tokens routed to each expert, not all 0.</param>
    protected abstract Reading Read(double[] loads);
}
