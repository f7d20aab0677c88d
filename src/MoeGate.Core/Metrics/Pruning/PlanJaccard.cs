using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class PlanJaccard() : CutMetric(new("pruning.plan_jaccard", Unit.Ratio, Better.Higher)
{
    Title = "How far the plan keeps the experts that the score would keep",
    Formula = "|A∩B| ÷ |A∪B|, A the plan's keep set, B the n_keep experts of highest score of the calibration profile",
    Source = "Jaccard (1901); the value expected by chance is MoeGate's: Σₖ P(k)·k ÷ (2·n_keep − k), k hypergeometric.",
    Explanation = """
        1 means that the plan follows the score on this profile. Chance alone gives the expected value beside it: a plan near that has
        nothing to do with the score. A plan made by another score or for several domains at once may rightly be in between.
        """,
    Remedy = "Check that plan and profile are of one model and number experts and layers alike, and that the plan was made by this score.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.Plan;

    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence) =>
        Reading.Of(Overlap.Jaccard(kept, layer.Best(kept.Length))) with
        {
            Expected = Overlap.ByChance(layer.Scores.Length, kept.Length, kept.Length),
        };
}
