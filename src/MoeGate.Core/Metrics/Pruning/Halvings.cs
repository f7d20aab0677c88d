using System.Runtime.CompilerServices;
using MoeGate.Evidence;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Pruning;

/// <summary>One way to part shards in two: their positions, each half ascending.</summary>
/// <param name="First">⌊n/2⌋ of them.</param>
/// <param name="Second">The rest.</param>
public sealed record Halving(int[] First, int[] Second);

/// <summary>The halvings of calibration shards that a split-half comparison goes through, the same for every layer.</summary>
public static class Halvings
{
    /// <summary>As many as are looked at: all distinct ones up to this number, else this many draws, repeats allowed.</summary>
    public const int Most = 128;

    private static readonly ConditionalWeakTable<EvidenceSet, IReadOnlyList<Halving>> known = [];

    /// <summary>The halvings of this evidence's calibration shards, made once.</summary>
    public static IReadOnlyList<Halving> Of(EvidenceSet evidence) =>
        known.GetValue(evidence, static e => Of(e.Profile!.Shards.Count, e.Parameters.Seed));

    /// <param name="shards">At least 2.</param>
    /// <param name="seed">Of the draws, where halvings are drawn.</param>
    public static IReadOnlyList<Halving> Of(int shards, ulong seed)
    {
        var firsts = Distinct(shards) <= Most ? All(shards) : Draws(shards, seed);
        return [.. firsts.Select(first => new Halving(first, [.. Enumerable.Range(0, shards).Except(first)]))];
    }

    /// <summary>C(n, ⌊n/2⌋), and half of that for even n, where a half and the rest trade places.</summary>
    private static double Distinct(int n)
    {
        var ways = 1.0;
        for (var i = 1; i <= n / 2; i++) ways = ways * (n - n / 2 + i) / i;
        return n % 2 == 0 ? ways / 2 : ways;
    }

    /// <summary>Every choice of ⌊n/2⌋ of n in ascending order; for even n those with shard 0, which come first.</summary>
    private static IEnumerable<int[]> All(int n)
    {
        int[] chosen = [.. Enumerable.Range(0, n / 2)];
        while (n % 2 == 1 || chosen[0] == 0)
        {
            yield return [.. chosen];
            var last = chosen.Length - 1;
            while (last >= 0 && chosen[last] == n - chosen.Length + last) last--;
            if (last < 0) yield break;
            chosen[last]++;
            for (var i = last + 1; i < chosen.Length; i++) chosen[i] = chosen[i - 1] + 1;
        }
    }

    /// <summary>The first half of a shuffle (Fisher–Yates from the end), one generator running through all draws.</summary>
    private static IEnumerable<int[]> Draws(int n, ulong seed)
    {
        var random = new SplitMix64(seed);
        for (var draw = 0; draw < Most; draw++)
        {
            int[] order = [.. Enumerable.Range(0, n)];
            for (var i = n - 1; i > 0; i--)
            {
                var j = (int)(random.Next() % (ulong)(i + 1));
                (order[i], order[j]) = (order[j], order[i]);
            }

            yield return [.. order.Take(n / 2).Order()];
        }
    }
}
