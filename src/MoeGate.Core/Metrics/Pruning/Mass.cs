namespace MoeGate.Metrics.Pruning;

/// <summary>Sums of saliency scores over sets of experts.</summary>
internal static class Mass
{
    /// <summary>Below this an advantage is rounding: sums of a thousand doubles differ by less.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The share of the scores that the kept experts hold, in percent; null where all scores are 0.</summary>
    public static double? Kept(double[] scores, ReadOnlySpan<int> kept)
    {
        double all = 0, held = 0;
        foreach (var score in scores) all += score;
        foreach (var expert in kept) held += scores[expert];
        return all == 0 ? null : 100 * held / all;
    }

    /// <summary>What <see cref="Kept"/> holds beyond a random set of the same size, in percentage points; equal scores give exactly 0.</summary>
    public static double? VsRandom(double[] scores, ReadOnlySpan<int> kept)
    {
        var advantage = Kept(scores, kept) - 100.0 * kept.Length / scores.Length;
        return advantage is { } value && Math.Abs(value) < Rounding ? 0 : advantage;
    }

    /// <summary>Of what a random set of the same size loses, the share that the kept experts save, in percent.</summary>
    public static Reading Gain(double[] scores, ReadOnlySpan<int> kept, string allZero)
    {
        if (kept.Length == scores.Length) return Reading.NotApplicable("every expert is kept");
        return VsRandom(scores, kept) is { } advantage ? 100 * advantage / (100 - 100.0 * kept.Length / scores.Length) : Reading.Missing(allZero);
    }
}
