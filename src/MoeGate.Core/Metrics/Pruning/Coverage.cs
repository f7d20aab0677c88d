using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class Coverage() : HeldOutMetric(new("pruning.coverage", Unit.Percent, Better.Higher)
{
    Title = "How much of what a held-out text could keep the cut does keep",
    Formula = "100 · (held-out mass of the keep set) ÷ (held-out mass of the held-out profile's own best set of that size)",
    Source = "MoeGate.",
    Explanation = """
        100 % means that pruning by the held-out text itself would have kept no more. It falls when the calibration text exercises
        other experts than the text at hand. What chance gives depends on the size of the cut and on how concentrated the scores
        are, so read it beside held-out vs random. A layer's value is its least favourable domain's. Not applicable where all
        held-out scores are 0.
        """,
    Remedy = "Mix the domain that is named into the calibration text, or keep more experts.",
})
{
    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters)
    {
        double held = 0, best = 0;
        foreach (var expert in kept) held += heldOut.Scores[expert];
        foreach (var expert in heldOut.Best(kept.Length)) best += heldOut.Scores[expert];
        return best == 0 ? Reading.Missing(NoScores) : 100 * held / best;
    }
}
