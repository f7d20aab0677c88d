namespace MoeGate.Reductions.Kernels;

/// <summary>
/// Sums over a row that several threads make together, each of its own share of the row. Everything here and in the implementations
/// stays within what a kernel can hold: plain arithmetic on fields, no calls that throw, no tables, no spans.
/// </summary>
/// <remarks>The sums a reduction begins with are handed to it, for they may hold a parameter.</remarks>
public interface IRowSums<TSelf>
    where TSelf : unmanaged, IRowSums<TSelf>
{
    /// <summary>How many weights, one after the other, a thread takes at once: 1, or the length of a group.</summary>
    static abstract int Unit { get; }

    /// <summary>Takes in some weights of a row.</summary>
    /// <param name="sums">What was summed before.</param>
    /// <param name="rows">Where the weights are.</param>
    /// <param name="row">The row.</param>
    /// <param name="start">The first column, a multiple of <see cref="Unit"/>.</param>
    /// <param name="count">At most <see cref="Unit"/>; less at the end of a row.</param>
    static abstract void Add<TRows>(ref TSelf sums, in TRows rows, int row, int start, int count)
        where TRows : struct, IRows;

    /// <summary>Takes in what another thread summed of the same row.</summary>
    static abstract void Merge(ref TSelf sums, in TSelf other);
}
