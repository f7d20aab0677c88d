using MoeGate.Evidence;

namespace MoeGate.Metrics.Saliency;

public sealed class Min() : LayerMetric(new("saliency.min", Unit.Score, Better.Neither)
{
    Title = "Lowest saliency score of the layer",
    Formula = "minₑ sₑ; REAP: sₑ = mean over tokens routed to e of gate weight × ‖expert output‖₂",
    Source = "The expert report that MoeGate grew out of; the score is Eq. 9 of Cerebras, REAP the Experts.",
    Explanation = """
        The score is REAP unless another is chosen. Its size depends on the model and the layer: compare experts within one layer, not
        layers with each other. A dead expert's score is 0.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => layer.Scores.Min();
}
