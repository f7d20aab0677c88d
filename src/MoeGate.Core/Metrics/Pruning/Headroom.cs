using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class Headroom() : CutSizeMetric(new("pruning.headroom", Unit.Experts, Better.Higher)
{
    Title = "Experts that stay beyond those that each token is routed to",
    Formula = "n_keep − K",
    Source = "MoeGate.",
    Explanation = """
        Below 0 the layer has fewer experts than a token is routed to, and the model cannot run. At 0 every token uses every expert and
        the router has nothing left to choose. K is the architecture's, else the profile's; not applicable where neither says it. A plan
        alone is enough where the architecture states K.
        """,
    Remedy = "Keep more experts in this layer.",
})
{
    protected override Reading Read(int[] kept, EvidenceSet evidence) => evidence.TopK is { } topK
        ? kept.Length - topK
        : Reading.NotApplicable("K is not known: neither an architecture nor a profile says how many experts each token is routed to");
}
