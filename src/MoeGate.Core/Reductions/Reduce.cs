namespace MoeGate.Reductions;

/// <summary>What a metric needs to know of a tensor, so that nothing is computed that nobody asked for.</summary>
[Flags]
public enum Reduce
{
    None = 0,

    /// <summary>Count, mean, central sums, extremes and the number of weights that are not finite: one pass.</summary>
    Moments = 1 << 0,

    /// <summary>Percentiles and the numbers of weights near zero and far out: a second pass where weights fill more than the upper half of a float, as all but bfloat16 do.</summary>
    Order = 1 << 1,

    /// <summary>Means, deviations and ranges of rows.</summary>
    Rows = 1 << 2,

    /// <summary>Groups of 16 along the row: means, deviations, ranges, offset importance, and the 4-level proxy.</summary>
    Groups = 1 << 3,

    /// <summary>Percentiles of the offset importance, and the signs of group means: a second pass.</summary>
    GroupOrder = 1 << 4,

    /// <summary>Error of the clamped 4-level proxy by column, and the columns' own moments.</summary>
    Columns = 1 << 5,

    /// <summary>The output error of the clamped proxy under real activations.</summary>
    Output = 1 << 6,

    /// <summary>A digest of the stored bytes, to tell copies.</summary>
    Digest = 1 << 7,

    /// <summary>Which blocks hold a value that is not finite.</summary>
    Faults = 1 << 8,

    /// <summary>Which rows are all zero.</summary>
    ZeroRows = 1 << 9,
}
