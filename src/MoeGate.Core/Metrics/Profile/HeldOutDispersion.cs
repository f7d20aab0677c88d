using MoeGate.Evidence;
using MoeGate.Metrics.Pruning;

namespace MoeGate.Metrics.Profile;

public sealed class HeldOutDispersion() : HeldOutMetric(new("profile.heldout_dispersion", Unit.Ratio, Better.Higher)
{
    Title = "How unevenly tokens of a held-out text spread over experts, against pure chance",
    Formula = "profile.dispersion of the held-out profile",
    Source = "Index of dispersion; MoeGate.",
    Explanation = """
        A held-out profile bears witness against the cut, so it has to be believable itself. Read it as profile.dispersion; a layer's
        value is its least favourable domain's.
        """,
    Remedy = "Do not judge by this held-out profile. Check how the profiler reads the router's top-k tensor, and profile the text again.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.HeldOut;

    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters) => Dispersion.Of(heldOut.Statistics!);
}
