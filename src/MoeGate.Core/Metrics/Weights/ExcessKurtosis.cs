using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class ExcessKurtosis : ValuesFamily
{
    public override IEnumerable<Metric> Metrics => Both(
        new("excess_kurtosis", "Weight of the tails of all {values}, beyond a Gaussian's", "mean({x} − mean)⁴ ÷ σ⁴ − 3, population moments", """
            0 for a Gaussian, 3 for a Laplace distribution, −1.2 for an even one. Trained matrices are mostly between 0 and 10, activations
            often far above. It hangs on the farthest numbers, so it varies much between tensors of one kind: outliers is the steadier
            figure. Not applicable where all {values} are the same.
            """) { Unit = Unit.None },
        Reduce.Moments,
        values => values.WithoutSpread ?? values.All.ExcessKurtosis);
}
