using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class RowStdCv : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Tensors.Matrix(
            new("row.std_cv", Unit.Ratio, Better.Neither)
            {
                Title = "How much the rows' standard deviations vary, beside their mean",
                Formula = "σ ÷ mean, both over the rows' standard deviations",
                Source = Tensors.Report,
                Explanation = """
                    Rows of n Gaussian weights of one scale give 1 ÷ √(2n) by chance alone. Far more means rows of different strength: one scale
                    for the whole tensor would not do, one for each group does. Not applicable where every row is constant.
                    """,
            },
            Reduce.Rows,
            sums =>
            {
                var stds = sums.ByRow!.Stds;
                return stds.Mean == 0 ? Reading.NotApplicable("every row is constant") : stds.Std / stds.Mean;
            }),
    ];
}
