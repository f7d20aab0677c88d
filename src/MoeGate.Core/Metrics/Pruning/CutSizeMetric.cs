using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

/// <summary>
/// A metric of how many experts of one layer stay. It needs no scores, so a plan alone suffices, and a layer that only the plan names
/// or in which no token was profiled is measured like any other.
/// </summary>
public abstract class CutSizeMetric(MetricText text) : LayerMetric(text)
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.Keep;

    public override bool CanMeasure(EvidenceKind kinds) => kinds.HasFlag(EvidenceKind.Plan) || base.CanMeasure(kinds);

    protected sealed override Reading ReadOrMissing(LayerEvidence layer, EvidenceSet evidence) => Read(layer, evidence);

    protected sealed override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Kept is { } kept
        ? Read(kept, evidence)
        : Reading.Missing("the plan has no entry for this layer");

    /// <param name="kept">The ids that stay, ascending.</param>
    /// <param name="evidence">Everything else.</param>
    protected abstract Reading Read(int[] kept, EvidenceSet evidence);
}
