using MoeGate.Evidence;

namespace MoeGate.Metrics.Size;

public sealed class Bytes() : SizeMetric(new("size.bytes", Unit.Bytes, Better.Lower)
{
    Title = "Bytes of the candidate's tensors on disk",
    Formula = "Σ over tensors of stored bytes",
    Source = "MoeGate.",
    Explanation = """
        What the weights of the model file take on disk and, as a rule, in memory. It is read from the file itself, never from its name
        or its nominal type; padding and metadata are not counted.
        """,
    Remedy = "Prune more, or store more tensors in a smaller type.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Candidate;

    protected override Reading Read(EvidenceSet evidence) => evidence.Weights.Sum(t => (double)t.Bytes);
}
