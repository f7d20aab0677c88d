using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

public sealed class SplitHalfJaccard() : CutMetric(new("pruning.split_half_jaccard", Unit.Ratio, Better.Higher)
{
    Title = "How far two halves of the calibration text choose the same experts",
    Formula = "mean of |A∩B| ÷ |A∪B| over halvings of the shards, A and B the n_keep experts of highest score of either half",
    Source = "MoeGate, after split-half reliability; Jaccard (1901).",
    Explanation = """
        1 means that half of the text would have chosen the same experts as the other half. The less the halves agree, the more of the
        cut is an accident of the text. Chance alone gives the expected value beside it: about 1/3 where half of the experts stay. All
        distinct halvings are looked at if they are at most 128, else 128 drawn with the seed. Not applicable with fewer than two shards.
        """,
    Remedy = "Calibrate on more text, or on more varied text where the halves differ because every shard is of another kind.",
})
{
    protected override Reading Read(LayerEvidence layer, int[] kept, EvidenceSet evidence)
    {
        var shards = evidence.Profile!.Shards;
        if (shards.Count < 2) return Reading.NotApplicable("needs two calibration shards or more");
        if (ShardSums.From([.. shards.Select(s => s[layer.Statistics!.Layer]!)], evidence.Score) is not { } sums)
            return Reading.Missing($"the shards do not record the score \"{evidence.Score.Name()}\" in a form that can be added");

        var experts = sums.Experts;
        var scores = new double[experts];
        var work = new long[experts];
        bool[] first = new bool[experts], second = new bool[experts];
        var agreement = 0.0;
        var halvings = Halvings.Of(evidence);
        foreach (var halving in halvings)
        {
            sums.Add(halving.First, scores);
            BestSet.Mark(scores, kept.Length, work, first);
            sums.Add(halving.Second, scores);
            BestSet.Mark(scores, kept.Length, work, second);
            agreement += BestSet.Jaccard(first, second);
        }

        return Reading.Of(agreement / halvings.Count) with { Expected = Overlap.ByChance(experts, kept.Length, kept.Length) };
    }
}
