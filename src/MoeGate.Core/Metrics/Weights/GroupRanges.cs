using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class GroupRanges : MetricFamily
{
    public override IEnumerable<Metric> Metrics => new Spread("group.range", "the ranges of groups of 16", "over groups of 16 along the row of max w − min w", """
        What a group's levels have to cover: with b bits the step is range ÷ (2ᵇ − 1). A Gaussian group of 16 has a range of 3.5 standard
        deviations on average.
        """).Metrics(Reduce.Groups, sums => sums.ByGroup!.Ranges, Spread.Mean, Spread.Std, Spread.Min, Spread.Max);
}
