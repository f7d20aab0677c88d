namespace MoeGate.Metrics.Pruning;

/// <summary>Sums of saliency scores over sets of experts.</summary>
internal static class Mass
{
    /// <summary>The share of the scores that the kept experts hold, in percent; null where all scores are 0.</summary>
    public static double? Kept(double[] scores, ReadOnlySpan<int> kept)
    {
        double all = 0, held = 0;
        foreach (var score in scores) all += score;
        foreach (var expert in kept) held += scores[expert];
        return all == 0 ? null : 100 * held / all;
    }

    /// <summary>What <see cref="Kept"/> holds beyond a random set of the same size, in percentage points.</summary>
    public static double? VsRandom(double[] scores, ReadOnlySpan<int> kept) => Kept(scores, kept) - 100.0 * kept.Length / scores.Length;
}
