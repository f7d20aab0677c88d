namespace MoeGate.Reductions.Kernels;

/// <summary>As <see cref="PowerSums"/>, of which only mean, deviation and extremes are wanted. Kernel-safe.</summary>
public struct SpreadSums
{
    internal long Count;
    internal double Pivot, S1, S2;
    internal double Min, Max;

    internal static void Add(ref SpreadSums sums, double x)
    {
        if (sums.Count == 0) sums.Pivot = sums.Min = sums.Max = x;
        sums.Count++;
        if (x < sums.Min) sums.Min = x;
        if (x > sums.Max) sums.Max = x;
        var d = x - sums.Pivot;
        sums.S1 += d;
        sums.S2 += d * d;
    }

    internal static void Merge(ref SpreadSums sums, in SpreadSums other)
    {
        if (other.Count == 0) return;
        if (sums.Count == 0)
        {
            sums = other;
            return;
        }

        double d = other.Pivot - sums.Pivot, n = other.Count;
        sums.S2 += other.S2 + 2 * d * other.S1 + n * d * d;
        sums.S1 += other.S1 + n * d;
        sums.Count += other.Count;
        if (other.Min < sums.Min) sums.Min = other.Min;
        if (other.Max > sums.Max) sums.Max = other.Max;
    }

    internal readonly Moments ToMoments() =>
        Count == 0 ? new Moments() : Moments.OfSpread(Count, Pivot, S1, S2, Min + 0.0, Max + 0.0);
}
