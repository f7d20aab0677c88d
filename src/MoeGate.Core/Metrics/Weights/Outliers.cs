using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class Outliers : ValuesFamily
{
    public override IEnumerable<Metric> Metrics => Both(
        new("outliers", "Share of the {values} that are far from the mean", "|{{x} : |{x} − mean| > 6·σ}| ÷ n", """
            Two in a billion for a Gaussian, 0.0002 for a Laplace distribution, 0.001 for Student's t with 4 degrees of freedom; no
            distribution can have more than 0.028 (Chebyshev). In a format that shares a scale, one outlier takes the resolution from its
            whole group. Not applicable where all {values} are the same.
            """) { Unit = Unit.Ratio, Source = Tensors.Own },
        Reduce.Moments | Reduce.Order,
        values => values.WithoutSpread ?? (double)values.Order!.Outliers / values.All.Count);
}
