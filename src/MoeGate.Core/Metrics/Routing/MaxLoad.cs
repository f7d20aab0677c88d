using System.Globalization;

namespace MoeGate.Metrics.Routing;

public sealed class MaxLoad() : RoutingMetric(new("routing.max_load", Unit.Ratio, Better.Lower)
{
    Title = "Load of the busiest expert, in mean loads",
    Formula = "maxₑ cₑ ÷ m, with m = Σcₑ ÷ E",
    Source = "MoeGate.",
    Explanation = """
        1 means an even load; the most there can be is E/K, where every token uses the same experts. The busiest expert sets the time
        of a layer where experts run in parallel, and a router that sends nearly everything to one expert has collapsed. Not applicable
        where no token was routed. Beside it stands the load of each expert, in mean loads.
        """,
    Remedy = "Check that the calibration text is varied. If the load stays on one expert, look at the router itself.",
})
{
    protected override Reading Read(double[] loads)
    {
        double most = 0, sum = 0;
        foreach (var load in loads)
        {
            most = Math.Max(most, load);
            sum += load;
        }

        var mean = sum / loads.Length;
        return Reading.Of(most / mean) with { Items = [.. loads.Select((load, e) => new Item(e.ToString(CultureInfo.InvariantCulture), load / mean))] };
    }
}
