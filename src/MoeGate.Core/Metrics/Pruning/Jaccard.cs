using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class Jaccard() : HeldOutMetric(new("pruning.jaccard", Unit.Ratio, Better.Higher)
{
    Title = "How far a held-out text would have kept the same experts",
    Formula = "|A∩B| ÷ |A∪B|, A the keep set, B the n_keep experts of highest score of the held-out profile",
    Source = "Jaccard (1901); the value expected by chance is MoeGate's: Σₖ P(k)·k ÷ (2·n_keep − k), k hypergeometric.",
    Explanation = """
        1 means the same experts. Chance alone gives the expected value beside it: about 1/3 where half of the experts stay. It counts
        experts, not what they carry: experts of nearly equal score that trade places lower it and cost little, so read it beside
        coverage. A layer's value is its least favourable domain's.
        """,
    Remedy = "Mix the domain that is named into the calibration text, or keep more experts.",
})
{
    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters) =>
        Reading.Of(Overlap.Jaccard(kept, heldOut.Best(kept.Length))) with
        {
            Expected = Overlap.ByChance(heldOut.Scores.Length, kept.Length, kept.Length),
        };
}
