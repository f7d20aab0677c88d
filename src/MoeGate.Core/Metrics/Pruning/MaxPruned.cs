using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class MaxPruned() : CutMetric(new("pruning.max_pruned", Unit.Score, Better.Neither)
{
    Title = "Highest score among the pruned experts",
    Formula = "max_{e pruned} sₑ",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        One of the two scores at the cut; the other is min_kept. Where the cut follows the score it is the lower of the two; a plan that
        prunes an expert of high score shows it here. Not applicable where nothing is pruned.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence) =>
        CutEdge.Of(layer.Scores, kept).HighestPruned is { } score ? score : CutEdge.NothingPruned;
}
