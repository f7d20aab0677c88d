using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class RowRanges : MetricFamily
{
    public override IEnumerable<Metric> Metrics => new Spread("row.range", "the rows' ranges", "over rows i of max_j w_ij − min_j w_ij", """
        The length that a format with one scale per row would have to cover. In standard deviations (row.std.mean) a Gaussian row of
        some thousand weights has a range of 6 to 8; much more is outliers.
        """).Metrics(Reduce.Rows, sums => sums.ByRow!.Ranges, Spread.Mean, Spread.Std);
}
