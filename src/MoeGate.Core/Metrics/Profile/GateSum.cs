using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class GateSum() : LayerMetric(new("profile.gate_sum", Unit.None, Better.Neither)
{
    Title = "Gate weight that a token spends on its experts, on average",
    Formula = "Σ cₑ·gₑ ÷ T, with gₑ the mean gate weight of expert e",
    Source = "MoeGate.",
    Explanation = """
        It says what the gate weights mean: 1 where the router renormalises the weights of the chosen experts, below 1 for a plain
        softmax, anything for sigmoid gates or a scaled router. It should be what the model's router does, and about the same in every
        layer. Not applicable where the profile records no gate weights.
        """,
    Remedy = "If it is not what the router does, the recorded weights are not those that multiply the expert outputs, nor is the score.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence)
    {
        var statistics = layer.Statistics!;
        if (statistics.GateMean is not { } gates) return Reading.NotApplicable("the profile records no gate weights");

        var sum = 0.0;
        for (var e = 0; e < gates.Length; e++) sum += statistics.Counts[e] * gates[e];
        return sum / statistics.Tokens;
    }
}
