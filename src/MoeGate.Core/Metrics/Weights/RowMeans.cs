using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class RowMeans : MetricFamily
{
    public override IEnumerable<Metric> Metrics => new Spread("row.mean", "the rows' means", "over rows i of mean_j w_ij", """
        A row makes one output. Rows whose mean is far from 0 beside their spread (row.std.mean) answer to the sum of all inputs; near 0
        is usual in trained models.
        """).Metrics(Reduce.Rows, sums => sums.ByRow!.Means, Spread.Mean, Spread.Std, Spread.Min, Spread.Max);
}
