using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class HeldOutVsRandom() : HeldOutMetric(new("pruning.heldout_vs_random", Unit.Points, Better.Higher)
{
    Title = "Saliency of a held-out text that the kept experts hold beyond a random set of the same size",
    Formula = "100 · Σ_{e kept} sₑ ÷ Σ sₑ − 100 · n_keep ÷ E, with the scores of the held-out profile",
    Source = "MoeGate.",
    Explanation = """
        The advantage over a random cut on text that had no say in it; unlike vs_random it is not positive by construction. At 0 pp or
        below, a random cut would have served that domain as well or better. A layer's value is its least favourable domain's.
        """,
    Remedy = "Mix the domain that is named into the calibration text, or keep more experts.",
})
{
    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters) =>
        Mass.VsRandom(heldOut.Scores, kept) is { } advantage ? advantage : Reading.Missing(NoScores);
}
