namespace MoeGate.Metrics.Routing;

public sealed class LoadCv() : RoutingMetric(new("routing.load_cv", Unit.Percent, Better.Neither)
{
    Title = "Coefficient of variation of the load of experts",
    Formula = "100 · σ(c) ÷ m, with σ the population's standard deviation and m = Σcₑ ÷ E",
    Source = "Pearson's coefficient of variation (1896).",
    Explanation = """
        0 % means that every expert got the same number of tokens. It describes the router on this text and has no healthy side: an even
        load is what balanced training aims at, an uneven one is what makes pruning possible. Unlike profile.dispersion it does not
        grow with the number of tokens. Not applicable where no token was routed.
        """,
})
{
    protected override Reading Read(double[] loads)
    {
        var (mean, deviation) = Inequality.Spread(loads, lost: 0);
        return 100 * deviation / mean;
    }
}
