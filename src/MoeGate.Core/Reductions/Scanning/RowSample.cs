namespace MoeGate.Reductions.Scanning;

/// <summary>Which rows of a slice are read: all, or as many as were asked for, drawn without putting back and read in file order.</summary>
internal static class RowSample
{
    /// <summary>The rows drawn, ascending; null for all.</summary>
    /// <param name="rows">Rows there are.</param>
    /// <param name="wanted">Rows to draw; null for all.</param>
    /// <param name="seed">The same seed draws the same rows of slices of the same number of rows.</param>
    public static long[]? Draw(long rows, long? wanted, ulong seed)
    {
        if (wanted is not { } count || count >= rows) return null;

        // Floyd's way: each set of this size is as likely as any other, and nothing is held but the set.
        var random = new SplitMix64(seed);
        var drawn = new HashSet<long>();
        for (var top = rows - count; top < rows; top++)
        {
            var row = (long)random.Below((ulong)top + 1);
            drawn.Add(drawn.Contains(row) ? top : row);
        }

        return [.. drawn.Order()];
    }
}
