using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class TopK() : LayerMetric(new("profile.top_k", Unit.ExpertsPerToken, Better.Neither)
{
    Title = "Experts that each token was routed to, as the counts show it",
    Formula = "Σcₑ ÷ T",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        A top-k router sends every token to K experts, so this is a whole number, the same in every layer, and the model's number of
        experts per token. Anything else means that tokens were lost or counted twice. profile.top_k_mismatch checks it exactly.
        """,
    Remedy = "Check that the profiler counts tokens and routed experts of the same batches, padding left out of both, and profile again.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Statistics!.TopK;
}
