using System.Globalization;
using MoeGate.Evidence;

namespace MoeGate.Metrics.Saliency;

public sealed class Max() : LayerMetric(new("saliency.max", Unit.Score, Better.Neither)
{
    Title = "Highest saliency score of the layer",
    Formula = "maxₑ sₑ; REAP: sₑ = mean over tokens routed to e of gate weight × ‖expert output‖₂",
    Source = "The expert report that MoeGate grew out of; the score is Eq. 9 of Cerebras, REAP the Experts.",
    Explanation = """
        The score is REAP unless another is chosen. Its size depends on the model and the layer: compare experts within one layer, not
        layers with each other. A maximum far above the other scores is an expert that the layer can hardly do without. Beside it
        stands the score of each expert.
        """,
})
{
    protected override Reading Read(LayerEvidence layer, EvidenceSet evidence) => Reading.Of(layer.Scores.Max()) with
    {
        Items = [.. layer.Scores.Select((score, e) => new Item(e.ToString(CultureInfo.InvariantCulture), score))],
    };
}
