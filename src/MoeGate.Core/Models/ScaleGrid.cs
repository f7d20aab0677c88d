namespace MoeGate.Models;

/// <summary>How the blocks that share a factor lie over a matrix; the last of a row or a column may be cut off by its edge.</summary>
/// <param name="Rows">Blocks one below the other.</param>
/// <param name="Columns">Blocks side by side.</param>
/// <param name="BlockRows">Rows of a block.</param>
/// <param name="BlockColumns">Columns of a block.</param>
public readonly record struct ScaleGrid(long Rows, long Columns, long BlockRows, long BlockColumns)
{
    /// <summary>What released models have. 5 factors for 576 rows would be blocks of 116 as well as of 128: the shape alone does not tell.</summary>
    private const long Usual = 128;

    public long Count => Rows * Columns;

    /// <summary>One factor for a whole matrix.</summary>
    public static ScaleGrid Single(long rows, long columns) => new(1, 1, rows, columns);

    /// <summary>The grid of so many factors over a matrix; null where no size of blocks gives it.</summary>
    public static ScaleGrid? Over(long rows, long columns, long gridRows, long gridColumns) =>
        Block(rows, gridRows) is { } high && Block(columns, gridColumns) is { } wide ? new ScaleGrid(gridRows, gridColumns, high, wide) : null;

    /// <summary>The same of the matrix whose rows are this one's columns.</summary>
    public ScaleGrid Transposed => new(Columns, Rows, BlockColumns, BlockRows);

    /// <summary>The size of blocks: the usual one, else a power of two, else one that leaves nothing over; any other would be a guess.</summary>
    private static long? Block(long length, long blocks)
    {
        if (blocks < 1 || blocks > length) return null;
        if (Fits(Usual)) return Usual;
        for (var size = 2L; size < length && size > 0; size *= 2)
            if (Fits(size)) return size;
        return length % blocks == 0 ? length / blocks : null;

        bool Fits(long size) => (length - 1) / size + 1 == blocks;
    }
}
