using MoeGate.Evidence;

namespace MoeGate.Metrics.Saliency;

public sealed class Gini() : LayerMetric(new("saliency.gini", Unit.None, Better.Neither)
{
    Title = "Gini coefficient of the saliency scores",
    Formula = "Σᵢ(2i − n − 1)xᵢ ÷ (n·Σx) over the ascending scores x₁ ≤ … ≤ xₙ; 0 where Σx = 0",
    Source = "Gini (1912), as in the expert report that MoeGate grew out of.",
    Explanation = """
        0 means that all experts score the same; the most there can be is (n−1)/n, where one expert holds everything. The higher it is,
        the more a cut by the score keeps beyond a random one. That advantage is in-sample: only held-out text says what it is worth.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => Inequality.Gini(layer.Scores);
}
