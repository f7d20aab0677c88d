using MoeGate.Evidence;
using MoeGate.Metrics.Pruning;

namespace MoeGate.Metrics.Profile;

public sealed class HeldOutStarvedShare() : HeldOutMetric(new("profile.heldout_starved_share", Unit.Percent, Better.Lower)
{
    Title = "Share of the experts that a held-out text reached too rarely to be ranked",
    Formula = "profile.starved_share of the held-out profile",
    Source = "MoeGate.",
    Explanation = """
        A held-out profile of a few tokens scores most experts by noise or not at all, and is no witness. A narrow domain leaves some
        experts unused, which is a fact about the domain and healthy. A layer's value is its least favourable domain's.
        """,
    Remedy = "Profile more text of the domain that is named.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.HeldOut;

    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters) =>
        StarvedShare.Of(heldOut.Statistics!, parameters);
}
