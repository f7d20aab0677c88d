using System.Globalization;
using MoeGate.Evidence;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Metrics.Structure;

public sealed class PlanMismatch() : KinshipMetric(new("structure.plan_mismatch", Unit.None, Better.Lower)
{
    Title = "Experts that the plan keeps and the candidate has not, or the other way round",
    Formula = "|plan \\ kept| + |kept \\ plan| of the layer; kept = the parents of the candidate's experts, found by content",
    Source = Own,
    Explanation = """
        0 is healthy. A plan chooses; what was cut is another matter, and only the weights tell. Beside each place stands the expert's number
        in the reference. Missing where the plan has nothing of the layer, and where the parent of an expert is not known.
        """,
    Remedy = "Cut again with this plan, or judge the plan that was cut with.",
})
{
    public override EvidenceKind Needs => base.Needs | EvidenceKind.Plan;

    private protected override Reading? Read(LayerKinship kin, Observation observed)
    {
        if (observed.Evidence.Planned()?.GetValueOrDefault(kin.Layer) is not { } plan) return Reading.Missing("the plan has nothing of this layer");
        var kept = kin.Parents.OfType<int>().ToHashSet();
        var offences = plan.Where(id => !kept.Contains(id)).Select(id => Of(kin, id, "is kept by the plan, and is not in the candidate"))
            .Concat(kept.Order().Where(id => !plan.Contains(id)).Select(id => Of(kin, id, "is in the candidate, and is not kept by the plan"))).ToList();
        return Offence.Read(offences, kin.Parents.Contains(null) ? "of some experts the parent is not known" : null);
    }

    private static Offence Of(LayerKinship kin, int expert, string what)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"blk.{kin.Layer}.expert[{expert}]");
        return new Offence(place, expert, $"{place} of the reference {what}");
    }
}
