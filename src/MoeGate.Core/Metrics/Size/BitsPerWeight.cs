using MoeGate.Evidence;

namespace MoeGate.Metrics.Size;

public sealed class BitsPerWeight() : SizeMetric(new("size.bits_per_weight", Unit.Bits, Better.Lower)
{
    Title = "Bits that the candidate spends on a weight, on average",
    Formula = "8 · bytes ÷ params",
    Source = "MoeGate.",
    Explanation = """
        A quantized file mixes types, so its rate lies above that of the type in its name. It is read from the file itself. Tensors of scales
        beside 8-bit weights count with their bytes and are no weights.
        """,
    Remedy = "Store more tensors in a smaller type.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Candidate;

    protected override Reading Read(EvidenceSet evidence) => evidence.Weights.Where(t => !t.IsScale).Sum(t => (double)t.Elements) is > 0 and var weights
        ? 8 * evidence.Weights.Sum(t => (double)t.Bytes) / weights
        : Reading.Missing("the candidate has no weights");
}
