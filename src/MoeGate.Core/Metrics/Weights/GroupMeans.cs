using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class GroupMeans : MetricFamily
{
    public override IEnumerable<Metric> Metrics => new Spread("group.mean", "the means of groups of 16", "over groups of 16 along the row of mean w", """
        By chance alone the means of groups spread by a quarter of the weights' own standard deviation; more means offsets that belong to
        the group, which a format with an offset can follow and one without cannot.
        """).Metrics(Reduce.Groups, sums => sums.ByGroup!.Means, Spread.Mean, Spread.Std, Spread.Min, Spread.Max);
}
