using MoeGate.Evidence;

namespace MoeGate.Metrics.Size;

public sealed class BitsPerWeight() : SizeMetric(new("size.bits_per_weight", Unit.Bits, Better.Lower)
{
    Title = "Bits that the candidate spends on a weight, on average",
    Formula = "8 · bytes ÷ params",
    Source = "MoeGate.",
    Explanation = """
        A quantized file mixes types, so its rate lies above that of the type in its name. It is read from the file itself. Missing in
        this version, which does not look inside model files.
        """,
    Remedy = "Store more tensors in a smaller type.",
})
{
    public override EvidenceKind Needs => EvidenceKind.Candidate;

    protected override Reading Read(EvidenceSet evidence) => Reading.Missing("this version does not look inside model files");
}
