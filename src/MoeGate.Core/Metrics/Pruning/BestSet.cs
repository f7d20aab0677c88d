using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Metrics.Pruning;

/// <summary>
/// The experts of highest score as a mask: the same set as the head of <see cref="Evidence.LayerEvidence.Rank"/>, found without
/// sorting and without allocating, for loops that choose thousands of sets. Its methods are optimized at once, for a whole run may be
/// over before the runtime would come to it.
/// </summary>
public static class BestSet
{
    /// <summary>
    /// The bit patterns of doubles that are not negative order as the doubles do, so the lowest chosen score is found by halving an
    /// interval of whole numbers: 63 passes at most, and a dozen where the scores are not nearly equal.
    /// </summary>
    /// <param name="scores">One per expert, none negative or NaN.</param>
    /// <param name="count">How many experts to choose, from 1.</param>
    /// <param name="work">As long as the scores; overwritten.</param>
    /// <param name="best">As long as the scores; true for the chosen, ties going to the lowest id.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Mark(ReadOnlySpan<double> scores, int count, Span<long> work, Span<bool> best)
    {
        if (count >= scores.Length)
        {
            best.Fill(true);
            return;
        }

        long low = long.MaxValue, high = 0;
        for (var e = 0; e < scores.Length; e++)
        {
            work[e] = BitConverter.DoubleToInt64Bits(scores[e] + 0.0); // −0 becomes 0
            low = Math.Min(low, work[e]);
            high = Math.Max(high, work[e]);
        }

        // At least `count` patterns are from `low` up, and fewer are above `high`.
        while (low < high)
        {
            var middle = high - (high - low) / 2;
            var above = AtLeast(middle, work);
            if (above >= count) low = middle;
            else high = middle - 1;
            if (above == count) break;
        }

        var ties = count;
        for (var e = 0; e < work.Length; e++)
        {
            best[e] = work[e] > low;
            ties -= best[e] ? 1 : 0;
        }

        for (var e = 0; ties > 0; e++)
        {
            if (work[e] != low) continue;
            best[e] = true;
            ties--;
        }
    }

    /// <summary>|A∩B| ÷ |A∪B| of two masks of equal length, at least one of them not empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Jaccard(ReadOnlySpan<bool> a, ReadOnlySpan<bool> b)
    {
        int common = 0, union = 0;
        for (var e = 0; e < a.Length; e++)
        {
            common += a[e] & b[e] ? 1 : 0;
            union += a[e] | b[e] ? 1 : 0;
        }

        return (double)common / union;
    }

    /// <summary>How many values are <paramref name="least"/> or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int AtLeast(long least, ReadOnlySpan<long> values)
    {
        // Eight values at a time, a count in each lane: a comparison that holds is −1. Whole numbers add up alike in any order.
        var eights = MemoryMarshal.Cast<long, Vector512<long>>(values);
        var counts = Vector512<long>.Zero;
        foreach (var eight in eights) counts -= Vector512.GreaterThanOrEqual(eight, Vector512.Create(least));

        var count = (int)Vector512.Sum(counts);
        foreach (var value in values[(eights.Length * Vector512<long>.Count)..]) count += value >= least ? 1 : 0;
        return count;
    }
}
