using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class HeldOutKeptMass() : HeldOutMetric(new("pruning.heldout_kept_mass", Unit.Percent, Better.Higher)
{
    Title = "Share of a held-out text's saliency that the kept experts hold",
    Formula = "100 · Σ_{e kept} sₑ ÷ Σ sₑ, with the keep set of the calibration and the scores of the held-out profile",
    Source = "MoeGate.",
    Explanation = """
        What the cut keeps on text that had no say in it. A random cut holds about n_keep/E, and the calibration text itself holds
        kept_mass: the nearer to the latter, the better the cut carries over. A layer's value is its least favourable domain's.
        """,
    Remedy = "Mix the domain that is named into the calibration text, or keep more experts.",
})
{
    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters) =>
        Mass.Kept(heldOut.Scores, kept) is { } mass ? mass : Reading.Missing(NoScores);
}
