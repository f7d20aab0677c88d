using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Size;

public sealed class ParamsKept() : SizeMetric(new("size.params_kept", Unit.Params, Better.Neither)
{
    Title = "Parameters that the cut leaves",
    Formula = "paramsOther + hiddenSize · expertWidth · expertMatrices · Σ over MoE layers of n_keep",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        A ratio or count is applied to every MoE layer of the architecture; of a plan the experts that it names are counted. Router rows
        that go with their experts are few and stay counted. Not applicable where one of the figures is not known; missing where the
        plan does not cover the model's MoE layers, or the cut keeps more experts than the model has.
        """,
})
{
    public override EvidenceKind Needs => EvidenceKind.Model | EvidenceKind.Keep;

    protected override Reading Read(EvidenceSet evidence) => Of(evidence);

    internal static Reading Of(EvidenceSet evidence)
    {
        var model = evidence.Architecture!;
        var kept = evidence.Plan is { } plan ? Planned(plan, model) : Stated(evidence.Keep!.Value, model);
        return kept.Value is { } experts ? model.ParamsOther!.Value + experts * ParamsExpert.Each(model) : kept;
    }

    /// <summary>Experts that a ratio or a count leaves in all MoE layers together.</summary>
    private static Reading Stated(Keep keep, Architecture model)
    {
        if (Unknown([.. model.UnknownForExperts(), .. UnknownOther(model)]) is { } unknown) return unknown;

        int experts = model.Experts!.Value, kept = keep.Of(experts);
        return kept > experts
            ? Reading.Missing($"keep {keep} would leave {kept} experts in each MoE layer, the architecture has {experts}")
            : (double)kept * model.MoeLayers!.Value;
    }

    /// <summary>Experts that a plan names in all MoE layers together; how many there were need not be known.</summary>
    private static Reading Planned(KeepPlan plan, Architecture model)
    {
        var figures = model.UnknownForExperts().Where(figure => figure != ArchitectureKeys.Experts);
        if (Unknown([.. figures, .. UnknownOther(model)]) is { } unknown) return unknown;

        IReadOnlyList<int[]> lists = plan.InOrder ?? [.. plan.ByLayer!.Values];
        if (lists.Count != model.MoeLayers)
            return Reading.Missing($"the plan covers {lists.Count} layers, the architecture has {model.MoeLayers} MoE layers");
        if (lists.FirstOrDefault(ids => ids.Length > model.Experts) is { } tooMany)
            return Reading.Missing($"the plan keeps {tooMany.Length} experts in a layer, the architecture has {model.Experts}");
        return lists.Sum(ids => (double)ids.Length);
    }
}
