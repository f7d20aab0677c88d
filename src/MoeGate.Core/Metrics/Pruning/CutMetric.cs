using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

/// <summary>A metric of the cut of one layer: which experts stay, and which go.</summary>
public abstract class CutMetric(MetricText text) : LayerMetric(text)
{
    public override IReadOnlyList<EvidenceKind> Needs => [EvidenceKind.Experts, EvidenceKind.Keep];

    protected sealed override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Kept is { } kept
        ? Read(layer, kept, evidence)
        : Reading.Missing("the plan has no entry for this layer");

    /// <param name="layer">A layer with statistics.</param>
    /// <param name="kept">The ids that stay, ascending.</param>
    /// <param name="evidence">Everything else.</param>
    protected abstract Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence);

    /// <summary>The share of the scores that the kept experts hold, in percent; null where all scores are 0.</summary>
    protected static double? KeptMass(double[] scores, ReadOnlySpan<int> kept)
    {
        double all = 0, held = 0;
        foreach (var score in scores) all += score;
        foreach (var expert in kept) held += scores[expert];
        return all == 0 ? null : 100 * held / all;
    }

    protected static Reading AllZero { get; } = Reading.NotApplicable("all scores of this layer are 0");
}
