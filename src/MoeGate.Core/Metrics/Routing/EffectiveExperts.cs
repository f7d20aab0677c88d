namespace MoeGate.Metrics.Routing;

public sealed class EffectiveExperts() : RoutingMetric(new("routing.effective_experts", Unit.Experts, Better.Higher)
{
    Title = "Number of evenly loaded experts that would have the same entropy",
    Formula = "exp(−Σ p ln p), with p = cₑ ÷ Σc",
    Source = "Perplexity of the load: the exponential of Shannon's entropy (1948); in ecology, Hill's number of order 1 (1973).",
    Explanation = """
        Between 1 and E. Where it is far below E, the text exercises few experts, and a cut by this profile keeps those few. Compare it
        with the number of experts that the cut keeps. Not applicable where no token was routed.
        """,
    Remedy = "Calibrate on more varied text. If it stays low, look at the router itself.",
})
{
    protected override Reading Read(double[] loads) => Math.Exp(Inequality.Entropy(loads));
}
