using MoeGate.Reductions.Pairing;

namespace MoeGate.Metrics.Structure;

public sealed class RouterMismatch() : KinshipMetric(new("structure.router_mismatch", Unit.None, Better.Lower)
{
    Title = "Rows of the router that are not those of the experts they select",
    Formula = "|{i : ‖rᵢ − r′ₚ‖² > 0.1·‖r′ₚ‖² or another is nearer}| + |{i : |bᵢ − b′ₚ| > |b′ₚ| ÷ 128}|; r rows, b biases, p = parent",
    Source = Own,
    Explanation = """
        0 is healthy. Where experts were removed or reordered, the rows of ffn_gate_inp and the numbers of exp_probs_b and of its bias
        have to move with them; where they did not, tokens go to experts that were trained for others. The experts themselves are known
        by their content, so this needs no plan. A tenth of a row's energy is more than any type takes that routers are stored in, and a
        128th more than bfloat16 rounds. Named is each row, such as blk.3.ffn_gate_inp[4]; beside it stands the expert of the reference
        whose row it is, -1 for none.
        """,
    Remedy = "Cut the router's rows and its bias with the ids that the experts were cut with, in the same order.",
})
{
    private protected override Reading? Read(LayerKinship kin, Observation observed) =>
        kin.RouterUnknown is { } why ? Reading.Missing(why)
        : !kin.HasRouter ? Reading.NotApplicable("the layer has no router")
        : Read(kin.RouterStrays, "and its expert came from", kin.Parents.Any(p => p is null) ? "of some experts the parent is not known, and so not which row is theirs" : null);
}
