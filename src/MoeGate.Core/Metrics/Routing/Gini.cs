namespace MoeGate.Metrics.Routing;

public sealed class Gini() : RoutingMetric(new("routing.gini", Unit.None, Better.Neither)
{
    Title = "Gini coefficient of the load of experts",
    Formula = "Σᵢ(2i − n − 1)xᵢ ÷ (n·Σx) over the ascending counts x₁ ≤ … ≤ xₙ; 0 where Σx = 0",
    Source = "Gini (1912).",
    Explanation = """
        0 means that every expert got the same number of tokens; the most there can be is (n−1)/n, where one expert got all. It
        describes the router on this text and has no healthy side.
        """,
})
{
    protected override Reading Unrouted => 0;

    protected override Reading Read(double[] loads) => Inequality.Gini(loads);
}
