namespace MoeGate.Reductions.Kernels;

/// <summary>
/// Powers of numbers about a pivot, the first of them, so that nothing is lost where they are far from 0 beside their spread; and
/// their extremes. Kernel-safe.
/// </summary>
public struct PowerSums
{
    internal long Count;
    internal double Pivot, S1, S2, S3, S4;
    internal double Min, Max;

    internal static void Add(ref PowerSums sums, double x)
    {
        if (sums.Count == 0) sums.Pivot = sums.Min = sums.Max = x;
        sums.Count++;
        if (x < sums.Min) sums.Min = x;
        if (x > sums.Max) sums.Max = x;
        var d = x - sums.Pivot;
        var square = d * d;
        sums.S1 += d;
        sums.S2 += square;
        sums.S3 += square * d;
        sums.S4 += square * square;
    }

    /// <summary>Joins two sets: (x − p) = (x − q) + d, with q the other pivot and d = q − p.</summary>
    internal static void Merge(ref PowerSums sums, in PowerSums other)
    {
        if (other.Count == 0) return;
        if (sums.Count == 0)
        {
            sums = other;
            return;
        }

        double d = other.Pivot - sums.Pivot, n = other.Count;
        double t1 = other.S1, t2 = other.S2, t3 = other.S3, t4 = other.S4;
        sums.S1 += t1 + n * d;
        sums.S2 += t2 + 2 * d * t1 + n * d * d;
        sums.S3 += t3 + 3 * d * t2 + 3 * d * d * t1 + n * d * d * d;
        sums.S4 += t4 + 4 * d * t3 + 6 * d * d * t2 + 4 * d * d * d * t1 + n * d * d * d * d;
        sums.Count += other.Count;
        if (other.Min < sums.Min) sums.Min = other.Min;
        if (other.Max > sums.Max) sums.Max = other.Max;
    }

    /// <summary>The moments of the set. Adding zero makes −0 and +0 one value.</summary>
    internal readonly Moments ToMoments() =>
        Count == 0 ? new Moments() : Moments.AboutPivot(Count, Pivot, S1, S2, S3, S4, Min + 0.0, Max + 0.0);
}
