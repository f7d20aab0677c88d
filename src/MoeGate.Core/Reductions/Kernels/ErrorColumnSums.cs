namespace MoeGate.Reductions.Kernels;

/// <summary>Down a column, beside a reference: the squared errors.</summary>
public struct ErrorColumnSums : IColumnSums<ErrorColumnSums>
{
    internal double Square;

    public static void Add<TRows>(ref ErrorColumnSums sums, in TRows rows, int row, int column, int columns)
        where TRows : struct, IRows
    {
        float reference = rows.Reference(row, column), candidate = rows.Weight(row, column);
        if (!Bits.IsFinite(reference) || !Bits.IsFinite(candidate)) return;
        var e = candidate - (double)reference;
        sums.Square += e * e;
    }

    public static void Merge(ref ErrorColumnSums sums, in ErrorColumnSums later) => sums.Square += later.Square;
}
