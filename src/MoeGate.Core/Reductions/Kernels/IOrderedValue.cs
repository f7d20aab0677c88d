namespace MoeGate.Reductions.Kernels;

/// <summary>A value of which order statistics are wanted, kernel-safe as <see cref="IRowSums{TSelf}"/> is.</summary>
public interface IOrderedValue
{
    /// <summary>How many weights make one value: 1, or the length of a group.</summary>
    static abstract int Unit { get; }

    /// <summary>One value.</summary>
    /// <param name="rows">Where the weights are.</param>
    /// <param name="row">The row.</param>
    /// <param name="start">The first column, a multiple of <see cref="Unit"/>.</param>
    /// <param name="count">At most <see cref="Unit"/>; less at the end of a row.</param>
    /// <returns>Not a number where there is no value.</returns>
    static abstract float Of<TRows>(in TRows rows, int row, int start, int count)
        where TRows : struct, IRows;
}
