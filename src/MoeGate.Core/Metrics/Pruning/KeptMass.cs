using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class KeptMass() : CutMetric(new("pruning.kept_mass", Unit.Percent, Better.Higher)
{
    Title = "Share of the saliency that the kept experts hold",
    Formula = "100 · Σ_{e kept} sₑ ÷ Σ sₑ",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        A random cut holds about n_keep/E of the saliency, so read it beside vs random. It is measured on the text that chose the
        experts and is therefore flattering: heldout_kept_mass is the same on other text.
        """,
    Remedy = "Keep more experts, or choose them by the score.",
})
{
    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence) =>
        Mass.Kept(layer.Scores, kept) is { } mass ? mass : AllZero;
}
