namespace MoeGate.Reductions;

/// <summary>
/// What one reading of a tensor, or of one expert's slice of it, gave. Parts that nobody asked for are null. Weights that are not
/// finite are counted and are in none of the other figures.
/// </summary>
public sealed record TensorSums
{
    public required long Rows { get; init; }

    public required long Columns { get; init; }

    public required long NonFinite { get; init; }

    /// <summary>Of the finite weights.</summary>
    public required Moments Weights { get; init; }

    public WeightOrder? Order { get; init; }

    public RowSums? ByRow { get; init; }

    public GroupSums? ByGroup { get; init; }

    public GroupOrder? GroupOrder { get; init; }

    public ColumnSums? ByColumn { get; init; }

    public OutputSums? Output { get; init; }

    /// <summary>Of the stored bytes; alike in slices of one tensor only where the bytes are.</summary>
    public UInt128? Digest { get; init; }

    public BlockFaults? Faults { get; init; }

    /// <summary>Rows that are all zero, ascending; numbered within their slice.</summary>
    public IReadOnlyList<long>? ZeroRows { get; init; }
}

/// <summary>Exact order statistics of the finite values.</summary>
/// <param name="Percentiles">At each of <see cref="Percents"/>, by linear interpolation between order statistics (NumPy's default).</param>
/// <param name="NearZero">Values with |x| &lt; 0.001 · std.</param>
/// <param name="Outliers">Values with |x − mean| &gt; 6 · std.</param>
public sealed record WeightOrder(IReadOnlyList<double> Percentiles, long NearZero, long Outliers)
{
    public static IReadOnlyList<double> Percents { get; } = [0.1, 1, 5, 25, 50, 75, 95, 99, 99.9];

    public double Percentile(double percent) => Percentiles[Percents.ToList().IndexOf(percent)];
}

/// <summary>Figures over rows: each number of these sets belongs to one row with finite weights.</summary>
public sealed record RowSums(Moments Means, Moments Stds, Moments Ranges)
{
    /// <summary>Joined with the sums of the rows that come after.</summary>
    public RowSums With(RowSums later)
    {
        Moments means = Means, stds = Stds, ranges = Ranges;
        means.Merge(later.Means);
        stds.Merge(later.Stds);
        ranges.Merge(later.Ranges);
        return new RowSums(means, stds, ranges);
    }
}

/// <summary>Figures over groups of 16 weights along the row; the last group of a row may be shorter.</summary>
public sealed record GroupSums
{
    /// <summary>Weights per group.</summary>
    public const int Size = 16;

    /// <summary>Groups whose range is at most this have no offset importance, and below it no proxy error.</summary>
    public const double LeastRange = 1e-10;

    public required Moments Means { get; init; }

    public required Moments Stds { get; init; }

    public required Moments Ranges { get; init; }

    /// <summary>|mean| ÷ range of the groups whose range is above <see cref="LeastRange"/>.</summary>
    public required Moments OffsetImportance { get; init; }

    /// <summary>How many of those are above 0.1, 0.2 and 0.3.</summary>
    public required IReadOnlyList<long> Above { get; init; }

    /// <summary>Groups of range at most <see cref="LeastRange"/> that are not all zero.</summary>
    public required long Constant { get; init; }

    /// <summary>The standard deviation of the group means within a row, over rows.</summary>
    public required Moments IntraRowStd { get; init; }

    /// <summary>Σe² of the 4-level proxies over all finite weights.</summary>
    public required double ErrorNoOffset { get; init; }

    public required double ErrorOffset { get; init; }

    public required double ErrorClamped { get; init; }

    /// <summary>Joined with the sums of the rows that come after.</summary>
    public GroupSums With(GroupSums later)
    {
        Moments means = Means, stds = Stds, ranges = Ranges, offsets = OffsetImportance, intraRow = IntraRowStd;
        means.Merge(later.Means);
        stds.Merge(later.Stds);
        ranges.Merge(later.Ranges);
        offsets.Merge(later.OffsetImportance);
        intraRow.Merge(later.IntraRowStd);
        return new GroupSums
        {
            Means = means,
            Stds = stds,
            Ranges = ranges,
            OffsetImportance = offsets,
            Above = [.. Above.Zip(later.Above, (a, b) => a + b)],
            Constant = Constant + later.Constant,
            IntraRowStd = intraRow,
            ErrorNoOffset = ErrorNoOffset + later.ErrorNoOffset,
            ErrorOffset = ErrorOffset + later.ErrorOffset,
            ErrorClamped = ErrorClamped + later.ErrorClamped,
        };
    }
}

/// <summary>What needs the whole tensor's spread, or all groups at once.</summary>
/// <param name="Median">Of the offset importance, by linear interpolation, each value rounded to single precision.</param>
/// <param name="P90">Likewise.</param>
/// <param name="Positive">Groups whose mean is above 0.05 · std of the tensor.</param>
/// <param name="Negative">Groups whose mean is below −0.05 · std.</param>
/// <param name="NearZero">The others.</param>
public sealed record GroupOrder(double? Median, double? P90, long Positive, long Negative, long NearZero);

/// <summary>Figures of each column j over the rows, arrays of one number per column.</summary>
/// <param name="SquaredError">Σ over rows of e², e being the error of the clamped 4-level proxy.</param>
/// <param name="Mean">Of the finite weights of the column.</param>
/// <param name="M2">Σ(w − mean)²</param>
/// <param name="M4">Σ(w − mean)⁴</param>
/// <param name="Counts">Finite weights of the column.</param>
public sealed record ColumnSums(double[] SquaredError, double[] Mean, double[] M2, double[] M4, long[] Counts);

/// <summary>‖A·(Ŵ−W)ᵀ‖² and ‖A·Wᵀ‖² under the real activations A.</summary>
public sealed record OutputSums(double Error, double Output);
