using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class TopKMismatch() : LayerMetric(new("profile.top_k_mismatch", Unit.None, Better.Lower)
{
    Title = "Whether the counts contradict the model's number of experts per token",
    Formula = "1 where Σcₑ ÷ T is not a whole number or is not K, else 0",
    Source = "MoeGate.",
    Explanation = """
        0 is healthy, and nothing else is. K is the architecture's number of experts per token; where no architecture is given, it is
        the whole number that most profiled layers show, the lowest of equals, so that a layer that differs from the others stands out.
        A profile in which every token uses every expert is of no router, unless the architecture says so. The division is made in whole
        numbers: one token lost among billions is seen.
        """,
    Remedy = "Do not prune by this profile. Check that the profiler and the model agree on K and on which tokens count, and profile again.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence)
    {
        var rest = layer.Statistics!.Routed % layer.Statistics.Tokens;
        var topK = (layer.Statistics.Routed - rest) / layer.Statistics.Tokens;
        var everyExpert = topK >= layer.Statistics.Experts && layer.Statistics.Experts > 1 && evidence.Architecture?.ExpertsUsed is null;
        return rest == 0 && topK == evidence.TopK && !everyExpert ? 0 : 1;
    }
}
