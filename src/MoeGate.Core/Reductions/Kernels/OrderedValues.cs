namespace MoeGate.Reductions.Kernels;

/// <summary>The weights themselves.</summary>
public readonly struct WeightValue : IOrderedValue
{
    public static int Unit => 1;

    public static float Of<TRows>(in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        var weight = rows.Weight(row, start);
        return Bits.IsFinite(weight) ? weight : float.NaN;
    }
}

/// <summary>The offset importance |mean| ÷ range of groups that have a range, rounded to single precision.</summary>
public readonly struct OffsetValue : IOrderedValue
{
    public static int Unit => GroupSums.Size;

    public static float Of<TRows>(in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        var group = GroupFigures.Of(in rows, row, start, count);
        return group.Count > 0 && group.Range > GroupSums.LeastRange ? (float)group.Offset : float.NaN;
    }
}

/// <summary>The size of an error, of a pair of finite weights.</summary>
public readonly struct ErrorValue : IOrderedValue
{
    public static int Unit => 1;

    public static float Of<TRows>(in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        float reference = rows.Reference(row, start), candidate = rows.Weight(row, start);
        if (!Bits.IsFinite(reference) || !Bits.IsFinite(candidate)) return float.NaN;
        var e = candidate - (double)reference;
        return (float)(e < 0 ? -e : e);
    }
}
