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

    /// <summary>Tokens were routed, so some expert has a norm and a gate weight; a profile of zeros recorded nothing.</summary>
    protected static Reading AllZero { get; } = Reading.Missing(NoScores);

    protected const string NoScores = "all scores of this layer are 0, though tokens were routed";
}
