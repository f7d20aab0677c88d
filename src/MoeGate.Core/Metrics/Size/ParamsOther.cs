using MoeGate.Evidence;

namespace MoeGate.Metrics.Size;

public sealed class ParamsOther() : SizeMetric(new("size.params_other", Unit.Params, Better.Neither)
{
    Title = "Parameters outside the routed experts",
    Formula = "paramsOther, as stated",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        Attention, dense and shared feed-forward layers, routers, norms and embeddings, these counted once. It cannot be derived from
        the figures of the experts and is never guessed: not applicable where it is not stated.
        """,
})
{
    protected override Reading Read(EvidenceSet evidence) =>
        Unknown([.. UnknownOther(evidence.Architecture!)]) ?? evidence.Architecture!.ParamsOther!.Value;
}
