namespace MoeGate.Blocks.Grids;

/// <summary>
/// How codebooks are written down. An entry gives each of its places one of a few levels, which makes it a number with a digit for each
/// place, the first place the lowest digit. Entries are numbered in ascending order, so that a set of those numbers says everything.
/// </summary>
internal static class GridPoints
{
    /// <summary>The entries of a codebook of eight weights.</summary>
    /// <param name="points">The set: bit n of it stands for the number n.</param>
    /// <param name="levels">Ascending.</param>
    /// <returns>For each entry its weights, a signed byte each, the first one lowest.</returns>
    public static ulong[] Eights(ReadOnlySpan<ulong> points, ReadOnlySpan<sbyte> levels) => [.. Entries(points, levels.ToArray(), 8)];

    /// <summary>The entries of a codebook of four weights.</summary>
    /// <inheritdoc cref="Eights"/>
    public static uint[] Fours(ReadOnlySpan<ulong> points, ReadOnlySpan<sbyte> levels) => [.. Entries(points, levels.ToArray(), 4).Select(e => (uint)e)];

    private static List<ulong> Entries(ReadOnlySpan<ulong> points, sbyte[] levels, int places)
    {
        var entries = new List<ulong>();
        for (var point = 0; point < 64 * points.Length; point++)
            if ((points[point / 64] >> point & 1) != 0)
                entries.Add(Weights(point, levels, places));
        return entries;
    }

    private static ulong Weights(int point, sbyte[] levels, int places)
    {
        var weights = 0ul;
        for (var place = 0; place < places; place++, point /= levels.Length)
            weights |= (ulong)(byte)levels[point % levels.Length] << 8 * place;
        return weights;
    }
}
