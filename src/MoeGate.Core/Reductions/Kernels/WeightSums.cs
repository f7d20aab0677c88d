namespace MoeGate.Reductions.Kernels;

/// <summary>Pointwise: the moments of the finite weights of a row, and how many of its weights are not finite.</summary>
public struct WeightSums : IRowSums<WeightSums>
{
    internal PowerSums Finite;
    internal long NonFinite;

    public static int Unit => 1;

    public static void Add<TRows>(ref WeightSums sums, in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        var weight = rows.Weight(row, start);
        if (Bits.IsFinite(weight)) PowerSums.Add(ref sums.Finite, weight);
        else sums.NonFinite++;
    }

    public static void Merge(ref WeightSums sums, in WeightSums other)
    {
        PowerSums.Merge(ref sums.Finite, in other.Finite);
        sums.NonFinite += other.NonFinite;
    }
}
