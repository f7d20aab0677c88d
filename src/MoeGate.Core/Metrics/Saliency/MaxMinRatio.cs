using MoeGate.Evidence;

namespace MoeGate.Metrics.Saliency;

public sealed class MaxMinRatio() : LayerMetric(new("saliency.max_min_ratio", Unit.Ratio, Better.Neither)
{
    Title = "Highest saliency score, in lowest scores",
    Formula = "maxₑ sₑ ÷ minₑ sₑ",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        1 means that all experts score the same, and then any cut is as good as another. It hangs on two experts only; saliency.cv and
        saliency.gini look at all of them. Not applicable where the lowest score is 0, as a dead expert's is.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence)
    {
        var least = layer.Scores.Min();
        return least <= 0 ? Reading.NotApplicable("the lowest score is 0") : layer.Scores.Max() / least;
    }
}
