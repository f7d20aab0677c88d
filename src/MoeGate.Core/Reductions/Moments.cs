namespace MoeGate.Reductions;

/// <summary>
/// Count, mean, central power sums up to the fourth and extremes of a set of numbers. Sets are joined by the pairwise formulas of
/// Pébay (Sandia report SAND2008-6212), so that the figures of tile, expert, tensor and layer are merges and never averages of
/// averages. A merge depends on its order in the last bits: always merge in file order.
/// </summary>
public struct Moments
{
    public Moments()
    {
        Min = double.PositiveInfinity;
        Max = double.NegativeInfinity;
    }

    /// <summary>Of a set whose power sums about a pivot are known.</summary>
    /// <param name="count">At least 1.</param>
    /// <param name="pivot">Any number near the mean; the nearer, the less is lost.</param>
    /// <param name="s1">Σ(x − pivot)</param>
    /// <param name="s2">Σ(x − pivot)²</param>
    /// <param name="s3">Σ(x − pivot)³</param>
    /// <param name="s4">Σ(x − pivot)⁴</param>
    public static Moments AboutPivot(long count, double pivot, double s1, double s2, double s3, double s4, double min, double max)
    {
        var m = s1 / count;
        return new Moments
        {
            Count = count,
            Mean = pivot + m,
            M2 = Math.Max(0, s2 - m * s1),
            M3 = s3 - 3 * m * s2 + 2 * m * m * s1,
            M4 = s4 - 4 * m * s3 + 6 * m * m * s2 - 3 * m * m * m * s1,
            Min = min,
            Max = max,
        };
    }

    /// <summary>Of a set of which only mean, deviation and extremes are wanted; skewness and kurtosis are then NaN.</summary>
    public static Moments OfSpread(long count, double pivot, double s1, double s2, double min, double max) =>
        AboutPivot(count, pivot, s1, s2, double.NaN, double.NaN, min, max);

    public long Count { get; private set; }

    public double Mean { get; private set; }

    /// <summary>Σ(x − mean)²</summary>
    public double M2 { get; private set; }

    /// <summary>Σ(x − mean)³</summary>
    public double M3 { get; private set; }

    /// <summary>Σ(x − mean)⁴</summary>
    public double M4 { get; private set; }

    public double Min { get; private set; }

    public double Max { get; private set; }

    /// <summary>Population standard deviation; 0 for an empty set.</summary>
    public readonly double Std => Count == 0 ? 0 : Math.Sqrt(M2 / Count);

    /// <summary>Population skewness; NaN where there is no spread.</summary>
    public readonly double Skewness => Math.Sqrt(Count) * M3 / Math.Pow(M2, 1.5);

    /// <summary>Population kurtosis less that of a Gaussian; NaN where there is no spread.</summary>
    public readonly double ExcessKurtosis => Count * M4 / (M2 * M2) - 3;

    /// <summary>Takes in one number.</summary>
    public void Add(double x)
    {
        var n = ++Count;
        var delta = x - Mean;
        var step = delta / n;
        var term = delta * step * (n - 1);
        Mean += step;
        M4 += term * step * step * (n * (double)n - 3.0 * n + 3) + 6 * step * step * M2 - 4 * step * M3;
        M3 += term * step * (n - 2) - 3 * step * M2;
        M2 += term;
        if (x < Min) Min = x;
        if (x > Max) Max = x;
    }

    /// <summary>Takes in the numbers of another set, which come after those of this one.</summary>
    public void Merge(in Moments other)
    {
        if (other.Count == 0) return;
        if (Count == 0)
        {
            this = other;
            return;
        }

        double a = Count, b = other.Count, n = a + b;
        var delta = other.Mean - Mean;
        var step = delta / n;
        var m2 = M2 + other.M2 + delta * step * a * b;
        var m3 = M3 + other.M3 + delta * step * step * a * b * (a - b) + 3 * step * (a * other.M2 - b * M2);
        var m4 = M4 + other.M4
            + delta * step * step * step * a * b * (a * a - a * b + b * b)
            + 6 * step * step * (a * a * other.M2 + b * b * M2)
            + 4 * step * (a * other.M3 - b * M3);
        (Count, Mean, M2, M3, M4) = (Count + other.Count, Mean + step * b, m2, m3, m4);
        if (other.Min < Min) Min = other.Min;
        if (other.Max > Max) Max = other.Max;
    }
}
