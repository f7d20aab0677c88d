using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class IntraRowStd : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Tensors.Matrix(
            new("group.intra_row_std", Unit.Weight, Better.Neither)
            {
                Title = "How much the means of groups of 16 vary within a row",
                Formula = "mean over rows of σ over the row's groups of mean w",
                Source = Tensors.Report,
                Explanation = """
                    About a quarter of the weights' standard deviation by chance alone. Near 0 beside group.mean.std it says that offsets belong to
                    rows, and one per row would do; near group.mean.std, that they change along the row.
                    """,
            },
            Reduce.Groups,
            sums => sums.ByGroup!.IntraRowStd.Mean),
    ];
}
