using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

public sealed class Dispersion() : LayerMetric(new("profile.dispersion", Unit.Ratio, Better.Higher)
{
    Title = "How unevenly tokens spread over experts, against pure chance",
    Formula = "D = Σ(cₑ − m)² ÷ (E·m·(1 − K/E)), m = Σcₑ ÷ E",
    Source = "Index of dispersion (variance-to-mean ratio) with the variance of drawing K of E without replacement; MoeGate.",
    Explanation = """
        Its expectation is exactly 1 if every token picked K of E experts at random, with a standard deviation of about √(2/(E−1)).
        A trained router prefers some experts, and that preference adds up with the tokens: real profiles show hundreds to tens of
        thousands. A value far below 1 is more even than chance allows. No router produces that; a profiler that walks through
        permutations of all experts, for instance by reading a strided tensor as if it were contiguous, does.
        Not applicable where every token uses every expert (K = E).
        """,
    Remedy = "Do not prune by this profile. Check how the profiler reads the router's top-k tensor (strides, views, padding), and profile again.",
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => Of(layer.Statistics!);

    internal static Reading Of(LayerStatistics statistics)
    {
        double experts = statistics.Experts, topK = statistics.TopK;
        if (topK >= experts) return Reading.NotApplicable("every token uses every expert (K = E)");
        if (statistics.Routed == 0) return Reading.NotApplicable("no token was routed to any expert");

        var mean = (double)statistics.Routed / experts;
        var squares = 0.0;
        foreach (var count in statistics.Counts) squares += (count - mean) * (count - mean);
        return squares / (experts * mean * (1 - topK / experts));
    }
}
