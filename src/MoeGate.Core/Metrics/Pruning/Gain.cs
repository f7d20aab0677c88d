using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class Gain() : CutMetric(new("pruning.gain", Unit.Percent, Better.Higher)
{
    Title = "Of the saliency that a random cut would lose, the share that this cut saves",
    Formula = "100 · vs_random ÷ (100 − 100 · n_keep ÷ E)",
    Source = "MoeGate.",
    Explanation = """
        0 % is a random cut, 100 % a cut that loses nothing. The advantage over a random cut in percentage points can never exceed the
        share of experts that are pruned, so it shrinks as less is pruned. This figure rises instead, for the experts that go first are
        the ones that matter least: a limit that suits a cut to one half is mild for a lighter one. Chosen by the score on the same text
        it is above 0 by construction. Not applicable where every expert is kept.
        """,
    Remedy = "Choose the experts by the score. Where the scores hardly differ, no score tells which experts to prune: prune less.",
})
{
    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence) => Mass.Gain(layer.Scores, kept, NoScores);
}
