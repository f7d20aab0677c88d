using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class MeanAndStd : ValuesFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        .. Both(
            new("mean", "Mean of all {values}", "mean {x}", """
                Weights of trained models have a mean near 0 beside their spread; those of norms stand around a mean of their own. See
                offset_to_spread for the mean in standard deviations. Depends on the scale of the numbers, so compare like with like.
                """),
            Reduce.Moments,
            values => values.All.Mean),
        .. Both(
            new("std", "Standard deviation of all {values}", "σ = √(Σ({x} − mean)² ÷ n), the population's", """
                The scale of the numbers: errors mean something only beside it. 0 means that all are the same, and then whatever is
                divided by it is not applicable.
                """),
            Reduce.Moments,
            values => values.All.Std),
    ];
}
