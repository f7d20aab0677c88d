using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Size;

public sealed class ParamsActive() : SizeMetric(new("size.params_active", Unit.Params, Better.Neither)
{
    Title = "Parameters that each token uses",
    Formula = "paramsOther + K · (routed expert parameters ÷ E)",
    Source = "The expert report that MoeGate grew out of, corrected.",
    Explanation = """
        Pruning experts does not change it: a token is routed to K experts as before, so memory shrinks and the work per token stays. K
        is the architecture's, else the profile's. Not applicable where one of the figures is not known.
        """,
})
{
    protected override Reading Read(EvidenceSet evidence)
    {
        var model = evidence.Architecture!;

        // Expert parameters ÷ E are those of one expert in every MoE layer: E itself need not be known.
        var unknown = model.UnknownForExperts().Where(figure => figure != ArchitectureKeys.Experts).Concat(UnknownOther(model)).ToList();
        if (evidence.TopK is null) unknown.Add(ArchitectureKeys.ExpertsUsed);
        return Unknown(unknown)
            ?? model.ParamsOther!.Value + (double)evidence.TopK!.Value * model.MoeLayers!.Value * ParamsExpert.Each(model);
    }
}
