using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class Skewness : ValuesFamily
{
    public override IEnumerable<Metric> Metrics => Both(
        new("skewness", "Skewness of all {values}", "mean({x} − mean)³ ÷ σ³, population moments", """
            0 for a symmetric distribution, as the matrices of trained models nearly have; positive where the upper tail is the longer
            one. A few outliers are enough to move it. Not applicable where all {values} are the same.
            """) { Unit = Unit.None },
        Reduce.Moments,
        values => values.WithoutSpread ?? values.All.Skewness);
}
