using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class RelGap() : CutMetric(new("pruning.rel_gap", Unit.Ratio, Better.Higher)
{
    Title = "Gap between kept and pruned scores, as a share of the layer's range",
    Formula = "(min_{e kept} sₑ − max_{e pruned} sₑ) ÷ (max sₑ − min sₑ)",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        How clean the cut is. Near 0 the scores run on smoothly across it: a slightly different text would swap experts, and any other
        threshold would be as defensible. Below 0 the plan prunes an expert that scores higher than one that it keeps. Not applicable
        where nothing is pruned, and where all experts score the same.
        """,
    Remedy = "Move the cut to where the scores leave a gap, if there is one; split_half_jaccard says what the choice is worth.",
})
{
    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence)
    {
        var edge = CutEdge.Of(layer.Scores, kept);
        if (edge.HighestPruned is not { } highestPruned) return CutEdge.NothingPruned;

        var range = layer.Scores.Max() - layer.Scores.Min();
        return range == 0 ? Reading.NotApplicable("all experts score the same") : (edge.LowestKept - highestPruned) / range;
    }
}
