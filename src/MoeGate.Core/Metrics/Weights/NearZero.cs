using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class NearZero : ValuesFamily
{
    public override IEnumerable<Metric> Metrics => Both(
        new("near_zero", "Share of the {values} that are next to 0", "|{{x} : |{x}| < 0.001·σ}| ÷ n", """
            0.0008 for a Gaussian with mean 0. Far more means that many are exactly 0: a sparse tensor, dead rows, or a dense tensor that
            was only partly written. Not applicable where all {values} are the same.
            """) { Unit = Unit.Ratio },
        Reduce.Moments | Reduce.Order,
        values => values.WithoutSpread ?? (double)values.Order!.NearZero / values.All.Count);
}
