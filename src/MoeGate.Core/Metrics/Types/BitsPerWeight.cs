using MoeGate.Evidence;

namespace MoeGate.Metrics.Types;

public sealed class BitsPerWeight() : Metric(new("type.bits_per_weight", Unit.Bits, Better.Neither)
{
    Title = "Bits that the stored type spends on a weight",
    Formula = "8 · bytes ÷ weights of a block; of a tensor whose experts are of several types, 8 · bytes ÷ weights of them all",
    Source = "ggml's block sizes.",
    Explanation = """
        What a team's policy on types is written with: select by role, by layer or a share of the layers, and by type. At least so many bits for
        a role is min >=, a forbidden type is count <= 0 with that type selected. Nothing of the tensor is read for it. rules/policy-example.json
        shows a policy; none is in force by itself. A tensor whose experts are of several types is selected by each of them.
        Scales that 8-bit weights have in a tensor of their own are not counted here; size.bits_per_weight counts them.
        """,
    Remedy = "Store these tensors in the type that the policy asks for.",
})
{
    public override Scope Home => Scope.Tensor;

    public override IReadOnlyList<Scope> Scopes => [Scope.Tensor, Scope.Expert];

    public override EvidenceKind Needs => EvidenceKind.Candidate;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        foreach (var (tensor, _, _) in observed.Tensors)
        {
            var wish = observed.Wants(this, tensor);
            if (wish.HasFlag(Wish.Whole) || wish.HasFlag(Wish.Counted))
                yield return new Measurement(this, Subject.OfTensor(tensor), tensor.Elements > 0 ? 8.0 * tensor.Bytes / tensor.Elements : tensor.Type.BitsPerWeight);
            if (!IsWanted(wish) || !tensor.IsStacked) continue;
            foreach (var slice in tensor.Slices)
                yield return new Measurement(this, Subject.OfTensor(tensor, slice.Expert), slice.Entry.Type.BitsPerWeight);
        }
    }
}
