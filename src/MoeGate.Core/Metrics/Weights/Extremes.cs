using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class Extremes : ValuesFamily
{
    private const string Tells = """
        A single number decides it, and with formats that share a scale that number decides the step of all its neighbours. Read it in
        standard deviations: among a million Gaussian values the farthest is about 5 from the mean. outliers counts those beyond 6.
        """;

    public override IEnumerable<Metric> Metrics =>
    [
        .. Both(new("min", "Least of all {values}", "min {x}", Tells), Reduce.Moments, values => values.All.Min),
        .. Both(new("max", "Greatest of all {values}", "max {x}", Tells), Reduce.Moments, values => values.All.Max),
    ];
}
