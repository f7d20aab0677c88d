using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Size;

public sealed class ParamsExpert() : SizeMetric(new("size.params_expert", Unit.Params, Better.Neither)
{
    Title = "Parameters of all routed experts",
    Formula = "hiddenSize · expertWidth · expertMatrices · E · (MoE layers)",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        The part of the model that pruning experts can shrink. Shared experts and routers are not in it. Not applicable where one of the
        figures is not known.
        """,
})
{
    protected override Reading Read(EvidenceSet evidence) => Of(evidence.Architecture!);

    internal static Reading Of(Architecture model) =>
        Unknown([.. model.UnknownForExperts()]) ?? Each(model) * model.Experts!.Value * model.MoeLayers!.Value;

    /// <summary>Parameters of one expert of one layer, whose three figures must be known.</summary>
    internal static double Each(Architecture model) =>
        (double)model.HiddenSize!.Value * model.ExpertWidth!.Value * model.ExpertMatrices!.Value;
}
