namespace MoeGate.Reductions.Kernels;

/// <summary>Sums down one column, kernel-safe as <see cref="IRowSums{TSelf}"/> is.</summary>
public interface IColumnSums<TSelf>
    where TSelf : unmanaged, IColumnSums<TSelf>
{
    /// <summary>Takes in the column's weight of one row.</summary>
    /// <param name="sums">What was summed of the rows above.</param>
    /// <param name="rows">Where the weights are.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The column.</param>
    /// <param name="columns">The length of a row.</param>
    static abstract void Add<TRows>(ref TSelf sums, in TRows rows, int row, int column, int columns)
        where TRows : struct, IRows;

    /// <summary>Takes in the sums of the rows that come after.</summary>
    static abstract void Merge(ref TSelf sums, in TSelf later);
}
