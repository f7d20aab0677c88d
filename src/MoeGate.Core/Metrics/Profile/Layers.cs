using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class Layers() : ModelMetric(new("profile.layers", Unit.Ratio, Better.Higher)
{
    Title = "Share of the model's MoE layers that were profiled",
    Formula = "(layers profiled) ÷ (MoE layers of the model)",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        1 is healthy. Below 1 some layers cannot be ranked, so a cut of them is a guess.
        Not applicable where the architecture does not say how many MoE layers there are.
        """,
    Remedy = "Let the profiler run to its end and record every MoE layer, or check that profile and architecture are of one model.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.Model;

    protected override Reading Read(EvidenceSet evidence) => evidence.Architecture!.MoeLayers switch
    {
        null => Reading.NotApplicable("the architecture does not say how many MoE layers there are"),
        0 => Reading.NotApplicable("the model has no MoE layers"),
        { } layers => (double)evidence.Profile!.Layers.Count / layers,
    };
}
