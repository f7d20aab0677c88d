using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Size;

public sealed class Params() : SizeMetric(new("size.params", Unit.Params, Better.Neither)
{
    Title = "Parameters of the whole model before the cut",
    Formula = "paramsOther + hiddenSize · expertWidth · expertMatrices · E · (MoE layers)",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        It should come near the number that the model's name states; where it does not, a figure of the architecture is wrong. Not
        applicable where one of the figures is not known.
        """,
})
{
    protected override Reading Read(EvidenceSet evidence) => Of(evidence.Architecture!);

    internal static Reading Of(Architecture model) => Unknown([.. model.UnknownForExperts(), .. UnknownOther(model)])
        ?? model.ParamsOther!.Value + ParamsExpert.Of(model).Value!.Value;
}
