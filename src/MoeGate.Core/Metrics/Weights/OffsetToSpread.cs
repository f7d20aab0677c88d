using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class OffsetToSpread : ValuesFamily
{
    public override IEnumerable<Metric> Metrics => Both(
        new("offset_to_spread", "Distance of the mean from 0, in standard deviations", "|mean {x}| ÷ σ", """
            Near 0 for the matrices of trained models. A format without an offset spends levels on a side where there is nothing as soon
            as this nears 1. It looks at the whole tensor: groups may be offset each its own way while the whole is not
            (group.offset_importance.mean). Not applicable where all {values} are the same.
            """) { Unit = Unit.Ratio },
        Reduce.Moments,
        values => values.WithoutSpread ?? Math.Abs(values.All.Mean) / values.All.Std);
}
