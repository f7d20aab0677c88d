using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

/// <summary>A metric of the cut of one layer: which experts stay, and which go.</summary>
public abstract class CutMetric(MetricText text) : LayerMetric(text)
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.Keep;

    protected sealed override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Kept is { } kept
        ? Read(layer, kept, evidence)
        : Reading.Missing("the plan has no entry for this layer");

    /// <param name="layer">A layer with statistics.</param>
    /// <param name="kept">The ids that stay, ascending.</param>
    /// <param name="evidence">Everything else.</param>
    protected abstract Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence);

    protected static Reading AllZero { get; } = Reading.NotApplicable("all scores of this layer are 0");
}
