using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class Starved() : LayerMetric(new("profile.starved", Unit.Experts, Better.Lower)
{
    Title = "Experts seen by too few tokens to be ranked",
    Formula = "|{e : cₑ < n_min}|, n_min = 32 unless stated",
    Source = "MoeGate.",
    Explanation = """
        0 is healthy. The score of an expert is a mean over the tokens routed to it; over a handful of tokens it is mostly noise, and
        noise decides whether the expert stays. Dead experts are counted too.
        """,
    Remedy = "Profile with more text, or with text of the kind that these experts serve.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) =>
        layer.Statistics!.Counts.Count(c => c < evidence.Parameters.StarvedBelow);
}
