using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class MinKept() : CutMetric(new("pruning.min_kept", Unit.Score, Better.Neither)
{
    Title = "Lowest score among the kept experts",
    Formula = "min_{e kept} sₑ",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        One of the two scores at the cut; the other is max_pruned. Where the cut follows the score it is the higher of the two; a plan
        that does not follow the score may have it below.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence) => CutEdge.Of(layer.Scores, kept).LowestKept;
}
