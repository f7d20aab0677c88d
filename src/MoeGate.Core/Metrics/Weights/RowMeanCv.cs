using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class RowMeanCv : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Tensors.Matrix(
            new("row.mean_cv", Unit.Ratio, Better.Neither)
            {
                Title = "How much the rows' means vary, beside their mean",
                Formula = "σ ÷ |mean|, both over the rows' means",
                Source = Tensors.Report,
                Explanation = """
                    Near 0 where all rows share one offset, large where each has its own. Not applicable where the mean of the rows' means cannot
                    be told from 0, |mean| ≤ 2·σ ÷ √rows: the quotient would be noise. That is usual in trained models.
                    """,
            },
            Reduce.Rows,
            sums =>
            {
                var means = sums.ByRow!.Means;
                return Math.Abs(means.Mean) <= 2 * means.Std / Math.Sqrt(means.Count)
                    ? Reading.NotApplicable("the mean of the rows' means cannot be told from 0")
                    : means.Std / Math.Abs(means.Mean);
            }),
    ];
}
