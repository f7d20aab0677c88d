using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class GroupStds : MetricFamily
{
    public override IEnumerable<Metric> Metrics => new Spread("group.std", "the standard deviations of groups of 16", "over groups of 16 along the row of σ(w)", """
        How far the strength of weights changes along the rows: what scales per group are for. A least of 0 is a constant group.
        """).Metrics(Reduce.Groups, sums => sums.ByGroup!.Stds, Spread.Mean, Spread.Std, Spread.Min, Spread.Max);
}
