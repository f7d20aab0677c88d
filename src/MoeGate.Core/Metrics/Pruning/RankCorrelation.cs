using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class RankCorrelation() : HeldOutMetric(new("pruning.rank_correlation", Unit.None, Better.Higher)
{
    Title = "How far a held-out text ranks the experts alike",
    Formula = "Spearman's ρ of the calibration's and the held-out profile's scores, equal scores sharing their average rank",
    Source = "Spearman (1904).",
    Explanation = """
        1 means the same order, 0 no relation, −1 the reverse order. It looks at all ranks and needs no cut: a high value promises that
        any cut carries over. A layer's value is its least favourable domain's. Not applicable where all experts score the same on one
        side.
        """,
    Remedy = "Mix the domain that is named into the calibration text; a low value between texts of one kind means too little text.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.HeldOut;

    protected override Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters) =>
        Overlap.Spearman(calibration.Scores, heldOut.Scores) is { } rho ? rho : Reading.NotApplicable("all experts score the same");
}
