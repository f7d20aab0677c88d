using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class HeldOutGain() : HeldOutMetric(new("pruning.heldout_gain", Unit.Percent, Better.Higher)
{
    Title = "Of the saliency of a held-out text that a random cut would lose, the share that this cut saves",
    Formula = "100 · heldout_vs_random ÷ (100 − 100 · n_keep ÷ E)",
    Source = "MoeGate.",
    Explanation = """
        The advantage over a random cut on text that had no say in it, as a share of what could be saved at all: 0 % is a random cut,
        100 % one that loses nothing. A layer's value is its least favourable domain's. Not applicable where every expert is kept.
        """,
    Remedy = "Mix the domain that is named into the calibration text, or keep more experts.",
})
{
    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters) => Mass.Gain(heldOut.Scores, kept, NoScores);
}
