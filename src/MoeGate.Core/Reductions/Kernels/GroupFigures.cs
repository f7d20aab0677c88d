namespace MoeGate.Reductions.Kernels;

/// <summary>
/// Mean and extremes of the finite weights of a group, summed in the order of the weights: without a product, so that every machine has
/// the same bits. Kernel-safe.
/// </summary>
internal struct GroupFigures
{
    public int Count;
    public double Mean;
    public double Min, Max;

    public static GroupFigures Of<TRows>(in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        var figures = new GroupFigures();
        var sum = 0.0;
        for (var column = start; column < start + count; column++)
        {
            var weight = rows.Weight(row, column);
            if (!Bits.IsFinite(weight)) continue;
            double x = weight;
            if (figures.Count == 0) figures.Min = figures.Max = x;
            figures.Count++;
            sum += x;
            if (x < figures.Min) figures.Min = x;
            if (x > figures.Max) figures.Max = x;
        }

        if (figures.Count > 0) figures.Mean = sum / figures.Count;
        return figures;
    }

    public readonly double Range => Max - Min;

    /// <summary>|mean| ÷ range, of a group that has a range.</summary>
    public readonly double Offset => (Mean < 0 ? -Mean : Mean) / Range;
}
