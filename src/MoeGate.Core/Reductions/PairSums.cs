namespace MoeGate.Reductions;

/// <summary>What a metric needs to know of a tensor beside its reference.</summary>
[Flags]
public enum ReducePair
{
    None = 0,

    /// <summary>Squares, products and the largest error: one pass over both.</summary>
    Errors = 1 << 0,

    /// <summary>Percentiles of the size of the errors: a second pass.</summary>
    Order = 1 << 1,

    /// <summary>Squared errors weighted with the power of what enters each column.</summary>
    Importance = 1 << 2,

    /// <summary>Squared errors by column.</summary>
    Columns = 1 << 3,

    /// <summary>The error of the output under real activations: a pass for each block of tokens.</summary>
    Output = 1 << 4,
}

/// <summary>
/// What reading a tensor, or an expert's slice of it, beside its reference gave; e = ŵ − w with w of the reference and ŵ of the
/// candidate. Pairs of which either is not finite are counted and in no sum.
/// </summary>
public sealed record PairSums
{
    public required long Rows { get; init; }

    public required long Columns { get; init; }

    public required long NonFinite { get; init; }

    public required ErrorSums Errors { get; init; }

    /// <summary>The row whose error is the largest beside the energy of the row or of a mean row of its slice, whichever is more.</summary>
    public WorstRow? Worst { get; init; }

    /// <summary>|e| at <see cref="Percents"/>; null where nobody asked.</summary>
    public IReadOnlyList<double>? Order { get; init; }

    public WeightedErrors? Weighted { get; init; }

    /// <summary>Σ over rows of e² by column; null where nobody asked.</summary>
    public double[]? ByColumn { get; init; }

    public OutputSums? Output { get; init; }

    public static IReadOnlyList<double> Percents { get; } = [99, 99.9];
}

/// <summary>Σ of the error's and the weights' squares and products over pairs of finite weights.</summary>
/// <param name="Count">Pairs.</param>
/// <param name="Square">Σe²</param>
/// <param name="Reference">Σw²</param>
/// <param name="Candidate">Σŵ²</param>
/// <param name="Product">Σwŵ</param>
/// <param name="Sum">Σe</param>
/// <param name="Mean">The mean of w</param>
/// <param name="Spread">Σ(w − mean)²</param>
/// <param name="Largest">max |e|</param>
public readonly record struct ErrorSums(long Count, double Square, double Reference, double Candidate, double Product, double Sum, double Mean, double Spread, double Largest)
{
    public ErrorSums With(in ErrorSums later)
    {
        if (Count == 0) return later;
        if (later.Count == 0) return this;
        var (apart, share) = (later.Mean - Mean, later.Count / (double)(Count + later.Count));
        return new(
            Count + later.Count,
            Square + later.Square,
            Reference + later.Reference,
            Candidate + later.Candidate,
            Product + later.Product,
            Sum + later.Sum,
            Mean + apart * share,
            Spread + later.Spread + apart * apart * share * Count,
            Math.Max(Largest, later.Largest));
    }

    /// <summary>What so many pairs would have if they were all like these.</summary>
    public ErrorSums Times(double scale, long count) =>
        new(count, Square * scale, Reference * scale, Candidate * scale, Product * scale, Sum * scale, Mean, Spread * scale, Largest);

    /// <summary>The standard deviation of the reference's weights, the population's; 0 where all are the same.</summary>
    public double Std => Math.Sqrt(Spread / Count);

    /// <summary>Whether every pair is equal.</summary>
    public bool IsExact => Largest == 0;

    /// <summary>√(Σe² ÷ Σw²); NaN where both are 0, infinite where only the reference is.</summary>
    public double RelativeRmse => Math.Sqrt(Square / Reference);
}

/// <summary>Σp·e² and Σp·w², p being the mean square of what enters the weight's column.</summary>
/// <param name="Unknown">Slices whose power is not known.</param>
public readonly record struct WeightedErrors(double Error, double Reference, int Unknown)
{
    public WeightedErrors With(in WeightedErrors later) => new(Error + later.Error, Reference + later.Reference, Unknown + later.Unknown);
}

/// <summary>A row that came out worst.</summary>
/// <param name="Slice">Which of the tensor's slices it is in.</param>
/// <param name="Row">Its number in that slice.</param>
/// <param name="Error">√(Σe² ÷ energy) of it.</param>
public readonly record struct WorstRow(int Slice, long Row, double Error);
