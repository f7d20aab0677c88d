using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class StarvedShare() : LayerMetric(new("profile.starved_share", Unit.Percent, Better.Lower)
{
    Title = "Share of the experts that were seen by too few tokens to be ranked",
    Formula = "100 · |{e : cₑ < n_min}| ÷ E, n_min = 32 unless stated",
    Source = "MoeGate.",
    Explanation = """
        profile.starved as a share of the layer's experts, dead ones included, so that one limit serves models of every size. A layer in
        which most experts were never seen is a text too short, or a router that has collapsed onto a few experts.
        """,
    Remedy = "Profile with more text, or with text of the kinds that the model is for. Where the router itself has collapsed, look at the model.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => Of(layer.Statistics!, evidence.Parameters);

    internal static double Of(LayerStatistics statistics, Parameters parameters) =>
        100.0 * statistics.Counts.Count(c => c < parameters.StarvedBelow) / statistics.Experts;
}
