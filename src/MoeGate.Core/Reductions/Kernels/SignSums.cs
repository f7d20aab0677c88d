namespace MoeGate.Reductions.Kernels;

/// <summary>Groupwise: on which side of a threshold the means of the groups of a row are.</summary>
public struct SignSums : IRowSums<SignSums>
{
    internal double Threshold;
    internal long Positive, Negative, NearZero;

    public static int Unit => GroupSums.Size;

    /// <param name="threshold">A mean is positive above it, and negative below its negative.</param>
    public static SignSums Beside(double threshold) => new() { Threshold = threshold };

    public static void Add<TRows>(ref SignSums sums, in TRows rows, int row, int start, int count)
        where TRows : struct, IRows
    {
        var group = GroupFigures.Of(in rows, row, start, count);
        if (group.Count == 0) return;
        if (group.Mean > sums.Threshold) sums.Positive++;
        else if (group.Mean < -sums.Threshold) sums.Negative++;
        else sums.NearZero++;
    }

    public static void Merge(ref SignSums sums, in SignSums other)
    {
        sums.Positive += other.Positive;
        sums.Negative += other.Negative;
        sums.NearZero += other.NearZero;
    }
}
