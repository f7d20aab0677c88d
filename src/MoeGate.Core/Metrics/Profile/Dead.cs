using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class Dead() : LayerMetric(new("profile.dead", Unit.Experts, Better.Lower)
{
    Title = "Experts that no token was routed to",
    Formula = "|{e : cₑ = 0}|",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        0 is healthy. A dead expert has no evidence at all: its score is 0 and it is the first to be pruned, whatever it does on other
        text. A few dead experts in a short profile mean too little text; many in a long one mean a text of one kind, or a router that
        really never uses them.
        """,
    Remedy = "Profile with more and more varied text. Prune an expert as dead only if it stays dead on held-out text.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Statistics!.Counts.Count(c => c == 0);
}
