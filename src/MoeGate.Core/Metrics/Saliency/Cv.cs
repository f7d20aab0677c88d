using MoeGate.Evidence;

namespace MoeGate.Metrics.Saliency;

public sealed class Cv() : LayerMetric(new("saliency.cv", Unit.Percent, Better.Neither)
{
    Title = "Coefficient of variation of the saliency scores",
    Formula = "100 · s ÷ mean, with s = √(Σ(sₑ − mean)² ÷ (E − 1)), the sample's standard deviation",
    Source = "Pearson's coefficient of variation (1896), as in the expert report that MoeGate grew out of.",
    Explanation = """
        How far the scores tell the experts apart. Near 0 % the experts are as good as interchangeable to the score: a cut by it keeps
        hardly more than a random one would. Not applicable with one expert, and where all scores are 0.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence)
    {
        if (layer.Scores.Length == 1) return Reading.NotApplicable("one expert has no spread");

        var (mean, deviation) = Inequality.Spread(layer.Scores, lost: 1);
        return mean == 0 ? Reading.NotApplicable("all scores of this layer are 0") : 100 * deviation / mean;
    }
}
