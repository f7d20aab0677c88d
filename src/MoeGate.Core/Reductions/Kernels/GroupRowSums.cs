namespace MoeGate.Reductions.Kernels;

/// <summary>Groupwise: what <see cref="GroupReduction"/> says of the groups of 16 weights of a row.</summary>
public struct GroupRowSums : IRowSums<GroupRowSums>
{
    internal SpreadSums Means, Stds, Ranges, Offsets;
    internal long Above1, Above2, Above3, Constant;
    internal double ErrorNoOffset, ErrorOffset, ErrorClamped;

    public static int Unit => GroupSums.Size;

    public static void Add<TRows>(ref GroupRowSums sums, in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        var group = GroupFigures.Of(in rows, row, start, count);
        if (group.Count == 0) return;
        var range = group.Range;
        double squares = 0, none = 0, shifted = 0;
        for (var column = start; column < start + count; column++)
        {
            var weight = rows.Weight(row, column);
            if (!Bits.IsFinite(weight)) continue;
            var apart = weight - group.Mean;
            squares += apart * apart;
            var e = Proxy.Error(weight, 0, group.Max);
            var f = Proxy.Error(weight, group.Min, range);
            none += e * e;
            shifted += f * f;
        }

        SpreadSums.Add(ref sums.Means, group.Mean);
        SpreadSums.Add(ref sums.Stds, Math.Sqrt(squares / group.Count));
        SpreadSums.Add(ref sums.Ranges, range);
        if (range > GroupSums.LeastRange) AddOffset(ref sums, group.Offset);
        else if (group.Min != 0 || group.Max != 0) sums.Constant++;
        if (range < GroupSums.LeastRange) return;
        sums.ErrorNoOffset += none;
        sums.ErrorOffset += shifted;
        sums.ErrorClamped += group.Min < 0 ? shifted : none;
    }

    public static void Merge(ref GroupRowSums sums, in GroupRowSums other)
    {
        SpreadSums.Merge(ref sums.Means, in other.Means);
        SpreadSums.Merge(ref sums.Stds, in other.Stds);
        SpreadSums.Merge(ref sums.Ranges, in other.Ranges);
        SpreadSums.Merge(ref sums.Offsets, in other.Offsets);
        sums.Above1 += other.Above1;
        sums.Above2 += other.Above2;
        sums.Above3 += other.Above3;
        sums.Constant += other.Constant;
        sums.ErrorNoOffset += other.ErrorNoOffset;
        sums.ErrorOffset += other.ErrorOffset;
        sums.ErrorClamped += other.ErrorClamped;
    }

    private static void AddOffset(ref GroupRowSums sums, double offset)
    {
        SpreadSums.Add(ref sums.Offsets, offset);
        if (offset > 0.1) sums.Above1++;
        if (offset > 0.2) sums.Above2++;
        if (offset > 0.3) sums.Above3++;
    }
}
