using MoeGate.Evidence;

namespace MoeGate.Metrics.Size;

public sealed class Reduction() : SizeMetric(new("size.reduction", Unit.Percent, Better.Neither)
{
    Title = "Share of the model's parameters that the cut removes",
    Formula = "100 · (params − params_kept) ÷ params",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        Always less than the share of experts that goes, for the other parameters stay. Not applicable where one of the figures is not
        known.
        """,
})
{
    public override EvidenceKind Needs => EvidenceKind.Model | EvidenceKind.Keep;

    protected override Reading Read(EvidenceSet evidence)
    {
        var all = Params.Of(evidence.Architecture!);
        var kept = ParamsKept.Of(evidence);
        if (all.Value is not { } before) return all;
        if (kept.Value is not { } after) return kept;
        return before == 0 ? Reading.NotApplicable("the model has no parameters") : 100 * (before - after) / before;
    }
}
