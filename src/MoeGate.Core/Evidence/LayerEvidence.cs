namespace MoeGate.Evidence;

/// <summary>All that is known of one MoE layer: its statistics, its ranking, its cut, and the same layer in every held-out domain.</summary>
public sealed record LayerEvidence
{
    /// <summary>The block's number; null where only the position among the MoE layers is known.</summary>
    public int? Layer { get; init; }

    /// <summary>Position among the MoE layers of the evidence, from 0.</summary>
    public int Position { get; init; }

    /// <summary>Null for a layer that only the plan names.</summary>
    public LayerStatistics? Statistics { get; init; }

    /// <summary>The saliency scores of the chosen kind, one per expert.</summary>
    public double[] Scores { get; init; } = [];

    /// <summary>The experts that stay, ascending; null where nothing says.</summary>
    public int[]? Kept { get; init; }

    /// <summary>This layer in each held-out domain; a domain that lacks it says why in its place.</summary>
    public IReadOnlyList<HeldOutLayer> HeldOut { get; init; } = [];

    /// <summary>Expert ids from the highest score to the lowest, ties by the lowest id.</summary>
    public int[] Ranking => ranking ??= Rank(Scores);

    private int[]? ranking;

    /// <summary>The <paramref name="count"/> experts of highest score.</summary>
    public ReadOnlySpan<int> Best(int count) => Ranking.AsSpan(0, Math.Min(count, Ranking.Length));

    /// <summary>Expert ids from the highest score to the lowest, ties by the lowest id.</summary>
    public static int[] Rank(double[] scores)
    {
        var keys = new double[scores.Length];
        var ids = new int[scores.Length];
        for (var e = 0; e < scores.Length; e++) (keys[e], ids[e]) = (-scores[e], e);
        Array.Sort(keys, ids);

        // Array.Sort is not stable: put the ids of equal scores in order.
        for (var start = 0; start < ids.Length;)
        {
            var end = start + 1;
            while (end < ids.Length && keys[end] == keys[start]) end++;
            if (end - start > 1) Array.Sort(ids, start, end - start);
            start = end;
        }

        return ids;
    }
}

/// <summary>One layer of one held-out domain.</summary>
/// <param name="Domain">The held-out file's name.</param>
/// <param name="Layer">Null where the domain has no such layer or another number of experts.</param>
/// <param name="Why">Why it is null.</param>
public sealed record HeldOutLayer(string Domain, LayerEvidence? Layer, string? Why);
