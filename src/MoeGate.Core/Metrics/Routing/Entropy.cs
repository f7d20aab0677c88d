namespace MoeGate.Metrics.Routing;

public sealed class Entropy() : RoutingMetric(new("routing.entropy", Unit.Ratio, Better.Higher)
{
    Title = "Entropy of the load of experts, as a share of the most there can be",
    Formula = "−Σ p ln p ÷ ln E, with p = cₑ ÷ Σc",
    Source = "Shannon (1948), normalised by the entropy of an even load.",
    Explanation = """
        1 means an even load, 0 that one expert takes everything. A low value means that the router uses few of its experts on this
        text: the text is of one kind, or the router has collapsed. Not applicable where no token was routed, and with one expert.
        """,
    Remedy = "Calibrate on more varied text. If it stays low, look at the router itself.",
})
{
    protected override Reading Read(double[] loads) => loads.Length == 1
        ? Reading.NotApplicable("with one expert there is nothing to spread over")
        : Inequality.Entropy(loads) / Math.Log(loads.Length);
}
