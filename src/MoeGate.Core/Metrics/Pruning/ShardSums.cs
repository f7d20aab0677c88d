using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

/// <summary>
/// The scores of any few of a layer's shards added together: the same figures, bit for bit, as
/// <see cref="ExpertProfile.Add(IReadOnlyList{LayerStatistics})"/> and <see cref="LayerStatistics.Scores"/> give, without building
/// the added statistics each time. Optimized at once, as <see cref="BestSet"/> is.
/// </summary>
internal sealed class ShardSums
{
    private readonly IReadOnlyList<LayerStatistics> shards;
    private readonly Score score;
    private readonly double[][] sums;
    private readonly long[] counts;

    private ShardSums(IReadOnlyList<LayerStatistics> shards, Score score, double[][] sums)
    {
        this.shards = shards;
        this.score = score;
        this.sums = sums;
        counts = new long[Experts];
    }

    public int Experts => shards[0].Experts;

    /// <summary>Null where a shard does not record a score that can be added.</summary>
    public static ShardSums? From(IReadOnlyList<LayerStatistics> shards, Score score)
    {
        var weighted = new double[shards.Count][];
        for (var i = 0; i < weighted.Length; i++)
        {
            if (Weighted(shards[i], score) is not { } sum) return null;
            weighted[i] = sum;
        }

        return new ShardSums(shards, score, weighted);
    }

    /// <param name="half">Positions of the shards to add.</param>
    /// <param name="scores">Receives one score per expert.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(int[] half, double[] scores)
    {
        Array.Clear(scores);
        Array.Clear(counts);
        var tokens = 0L;
        foreach (var shard in half)
        {
            Add<double>(sums[shard], scores);
            Add<long>(shards[shard].Counts, counts);
            tokens += shards[shard].Tokens;
        }

        for (var e = 0; e < scores.Length; e++)
            scores[e] = counts[e] == 0 ? 0 : scores[e] / (score == Score.Frequency ? tokens : counts[e]);
    }

    /// <summary>Adds figure by figure, eight at a time; each figure's additions keep their order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<T>(ReadOnlySpan<T> figures, Span<T> to)
        where T : unmanaged, INumber<T>
    {
        var eights = MemoryMarshal.Cast<T, Vector512<T>>(figures);
        var eightsTo = MemoryMarshal.Cast<T, Vector512<T>>(to);
        for (var i = 0; i < eights.Length; i++) eightsTo[i] += eights[i];
        for (var e = eights.Length * Vector512<T>.Count; e < figures.Length; e++) to[e] += figures[e];
    }

    /// <summary>Mean × count: what adds over shards.</summary>
    private static double[]? Weighted(LayerStatistics shard, Score score)
    {
        if (score == Score.Frequency) return Array.ConvertAll(shard.Counts, c => (double)c);

        var means = score == Score.Reap ? shard.Reap : score == Score.EanMean ? shard.EanMean : null;
        if (means is null) return null;

        var weighted = new double[means.Length];
        for (var e = 0; e < weighted.Length; e++) weighted[e] = means[e] * shard.Counts[e];
        return weighted;
    }
}
