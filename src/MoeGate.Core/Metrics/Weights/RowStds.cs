using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class RowStds : MetricFamily
{
    public override IEnumerable<Metric> Metrics => new Spread("row.std", "the rows' standard deviations", "over rows i of σ_j w_ij", """
        A row makes one output, and its spread says how strong. A least of 0 is a row of one and the same weight, mostly of zeros: a
        dead output. A greatest far above the mean is an output that dominates the others.
        """).Metrics(Reduce.Rows, sums => sums.ByRow!.Stds, Spread.Mean, Spread.Std, Spread.Min, Spread.Max);
}
