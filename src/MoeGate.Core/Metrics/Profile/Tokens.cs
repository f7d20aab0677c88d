using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class Tokens() : LayerMetric(new("profile.tokens", Unit.Tokens, Better.Higher)
{
    Title = "Tokens that the profiler saw in the layer",
    Formula = "T",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        Every other figure of the layer is an average over these tokens. All layers of one profile normally show the same number, for
        every token passes every layer. Each expert sees only about T·K/E of them, so what is enough depends on the model: ask
        profile.starved whether the experts were seen often enough.
        """,
    Remedy = "Profile with more calibration text.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Statistics!.Tokens;
}
