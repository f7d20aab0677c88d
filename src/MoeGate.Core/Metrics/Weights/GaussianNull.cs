namespace MoeGate.Metrics.Weights;

/// <summary>
/// What independent Gaussian weights give in groups along the row: the values that say nothing of a tensor. The mean of a Gaussian
/// group is independent of its range, so all of these are integrals over the joint density of a sample's extremes; they were
/// computed by Gauss-Legendre quadrature, and the digits given are right. The tests draw them again.
/// </summary>
internal static class GaussianNull
{
    /// <summary>Median of |group mean| ÷ range.</summary>
    public const double OffsetMedian = 0.0482460;

    public const double OffsetP90 = 0.1238353;

    /// <summary>√(mean e²) ÷ σ of the 4-level proxy with an offset.</summary>
    public const double RelativeOffsetRmse = 0.3269176;

    /// <summary>In percent: the proxy without an offset has an error of 0.7171615 σ.</summary>
    public const double OffsetBenefit = 54.41507;

    /// <summary>Mean of |group mean| ÷ range of groups of 3 to 16 weights; groups of 2 have no mean, it is infinite.</summary>
    private static readonly double[] offsetMeans =
    [
        0.4282922, 0.2477229, 0.1817754, 0.1464842, 0.1241463, 0.1085843, 0.0970445,
        0.0881028, 0.0809440, 0.0750656, 0.0701406, 0.0659459, 0.0623241, 0.0591607,
    ];

    /// <summary>Share of the groups with |group mean| ÷ range above 0.1, 0.2 and 0.3.</summary>
    public static IReadOnlyList<double> OffsetAbove { get; } = [0.1755364, 0.0137072, 0.0009038878];

    /// <summary>Mean of |group mean| ÷ range over the groups of 16 of rows of so many weights; null where there is none.</summary>
    public static double? OffsetMean(long columns)
    {
        var (full, last) = Math.DivRem(columns, 16);
        if (last == 2) return null;
        var shorter = last < 3 ? 0 : 1;
        if (full + shorter == 0) return null;
        return (full * offsetMeans[^1] + (shorter == 0 ? 0 : offsetMeans[last - 3])) / (full + shorter);
    }

    /// <summary>A value for rows that are whole groups of 16; those of others are not known.</summary>
    public static double? Of(double value, long columns) => columns % 16 == 0 ? value : null;
}
