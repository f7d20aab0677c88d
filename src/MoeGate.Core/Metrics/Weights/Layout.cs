using MoeGate.Evidence;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class Layout : MetricFamily
{
    private const int SuperBlock = 256;

    /// <summary>Of Q2_K, per super-block: 16 bytes of 4-bit scales and minima, and two halves that scale those.</summary>
    private const int MetadataBytes = 16 + 2 + 2;

    private static Reading Ragged => Reading.NotApplicable($"rows that are no multiple of {SuperBlock} weights have no super-blocks: ggml refuses K-quants there");

    public override IEnumerable<Metric> Metrics =>
    [
        new PerRow(
            new("layout.superblocks", Unit.None, Better.Neither)
            {
                Title = "Super-blocks of 256 weights in a row",
                Formula = "columns ÷ 256",
                Source = Tensors.Report,
                Explanation = """
                    K-quants (Q2_K to Q6_K) and most IQ types store rows in super-blocks of 256. Not applicable to vectors, nor where the columns
                    are no multiple of 256: such a tensor gets another type in their place, mostly a larger one.
                    """,
            },
            columns => columns % SuperBlock == 0 ? columns / SuperBlock : Ragged),
        new PerRow(
            new("layout.groups", Unit.Groups, Better.Neither)
            {
                Title = "Groups of 16 weights in a row",
                Formula = "⌈columns ÷ 16⌉",
                Source = Tensors.Report,
                Explanation = """
                    The groups of the group.* and quant2.* metrics, and those that have a scale each in Q2_K, Q3_K and Q6_K. The last one may be
                    shorter. Not applicable to vectors.
                    """,
            },
            columns => (columns + GroupSums.Size - 1) / GroupSums.Size),
        new PerRow(
            new("layout.metadata_bytes", Unit.Bytes, Better.Neither)
            {
                Title = "Bytes of scales and offsets that a row would have in Q2_K",
                Formula = "20 · columns ÷ 256: per super-block 16 bytes of scales and minima of groups, and two 2-byte factors",
                Source = "The tensor report that MoeGate grew out of, with the sizes of ggml's block_q2_K.",
                Explanation = """
                    0.625 of Q2_K's 2.625 bits per weight are such metadata: the price of scales and offsets for groups of 16. Not applicable to
                    vectors, nor where the columns are no multiple of 256, which Q2_K needs.
                    """,
            },
            columns => columns % SuperBlock == 0 ? MetadataBytes * (columns / SuperBlock) : Ragged),
    ];

    /// <summary>A figure that follows from the length of a row, whatever is in it: nothing is read for it.</summary>
    private sealed class PerRow(MetricText text, Func<long, Reading> formula) : Metric(text)
    {
        public override Scope Home => Scope.Tensor;

        public override EvidenceKind Needs => EvidenceKind.Candidate;

        public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation) =>
            observed.Tensors.Select(t => new Measurement(this, Subject.OfTensor(t.Tensor), Read(t.Tensor)));

        private Reading Read(WeightTensor tensor) =>
            tensor.IsVector ? Reading.NotApplicable("a vector, which is never quantized")
            : tensor.Elements == 0 ? Reading.NotApplicable("the tensor is empty")
            : formula(tensor.Columns);
    }
}
