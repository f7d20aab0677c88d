namespace MoeGate.Reductions.Kernels;

/// <summary>Down a column: the squared error of the clamped 4-level proxy, and powers of the weights, as <see cref="ColumnReduction"/> has them.</summary>
public struct ProxyColumnSums : IColumnSums<ProxyColumnSums>
{
    internal PowerSums Weights;
    internal double Error;

    public static void Add<TRows>(ref ProxyColumnSums sums, in TRows rows, int row, int column, int columns)
        where TRows : struct, IRows
    {
        var weight = rows.Weight(row, column);
        if (!Bits.IsFinite(weight)) return;
        PowerSums.Add(ref sums.Weights, weight);
        var start = column - column % GroupSums.Size;
        var left = columns - start;
        var group = GroupFigures.Of(in rows, row, start, left < GroupSums.Size ? left : GroupSums.Size);
        if (group.Range < GroupSums.LeastRange) return;
        var floor = group.Min < 0 ? group.Min : 0;
        var e = Proxy.Error(weight, floor, group.Max - floor);
        sums.Error += e * e;
    }

    public static void Merge(ref ProxyColumnSums sums, in ProxyColumnSums later)
    {
        PowerSums.Merge(ref sums.Weights, in later.Weights);
        sums.Error += later.Error;
    }
}
