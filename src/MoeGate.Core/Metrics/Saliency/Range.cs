using MoeGate.Evidence;

namespace MoeGate.Metrics.Saliency;

public sealed class Range() : LayerMetric(new("saliency.range", Unit.Score, Better.Neither)
{
    Title = "Distance between the highest and the lowest saliency score",
    Formula = "maxₑ sₑ − minₑ sₑ",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        The length by which pruning.rel_gap measures the gap at the cut. It is in the units of the score, so read it beside the scores
        themselves: a range that is small beside them means that the scores hardly tell the experts apart.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Scores.Max() - layer.Scores.Min();
}
