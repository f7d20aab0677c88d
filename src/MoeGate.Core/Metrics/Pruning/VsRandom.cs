using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class VsRandom() : CutMetric(new("pruning.vs_random", Unit.Points, Better.Higher)
{
    Title = "Saliency that the kept experts hold beyond a random set of the same size",
    Formula = "100 · Σ_{e kept} sₑ ÷ Σ sₑ − 100 · n_keep ÷ E",
    Source = "The expert report that MoeGate grew out of.",
    Explanation = """
        0 pp is what a random cut gives on average. Experts chosen by the score on the same text are above 0 by construction, so a small
        value means scores that hardly differ, and one below 0 a plan that keeps the wrong experts. heldout_vs_random has no such
        advantage.
        """,
    Remedy = "Choose the experts by the score. Where the scores hardly differ, no score tells which experts to prune: prune less.",
})
{
    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence) =>
        Mass.VsRandom(layer.Scores, kept) is { } advantage ? advantage : AllZero;
}
