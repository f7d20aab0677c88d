using MoeGate.Blocks;
using MoeGate.Metrics.Errors;
using MoeGate.Reductions;

namespace MoeGate.Reports.Compare;

/// <summary>
/// The errors of an expert, or merged over experts, tensors, a type, a role, a layer or the model: sums are added, and every figure is
/// a formula over them, never an average of averages.
/// </summary>
/// <param name="Weights">Stored weights that it stands for.</param>
/// <param name="Bytes">Their stored bytes in the candidate.</param>
/// <param name="Origin">And in the reference.</param>
/// <param name="Sums">Of the errors; of a sample of rows, scaled to all of them.</param>
/// <param name="ExpectedNoise">Σe² that the types would make of Gaussian weights of this energy; types that lose nothing make none.</param>
/// <param name="Weighted">The errors under an importance matrix.</param>
internal readonly record struct MergedErrors(double Weights, double Bytes, double Origin, ErrorSums Sums, double ExpectedNoise, WeightedErrors Weighted)
{
    /// <summary>What stands in for a type that loses nothing, where errors are put in order: the narrowest that loses next to nothing.</summary>
    private static readonly double lossless = GaussianSqnr.Of(WeightTypes.BF16)!.Value;

    public static MergedErrors Of(ComparedSlice slice)
    {
        var (stored, read, sums) = (slice.Stored, slice.Read, slice.Read.Errors);
        var scale = (double)stored.Rows / read.Rows;
        if (scale != 1)
            sums = sums.Times(scale, stored.Rows * read.Columns);
        var noise = slice.IsOfExactTensor || GaussianSqnr.Of(stored.Entry.Type) is not { } decibels ? 0 : Noise(sums.Reference, decibels);
        return new MergedErrors(
            stored.Rows * (double)read.Columns, stored.Bytes, slice.Tensor.Pair!.Origins[slice.Number]!.Bytes, sums, noise,
            read.Weighted is { } w ? new WeightedErrors(w.Error * scale, w.Reference * scale, w.Unknown) : new WeightedErrors(0, 0, 1));
    }

    public MergedErrors With(in MergedErrors later) => new(
        Weights + later.Weights, Bytes + later.Bytes, Origin + later.Origin, Sums.With(later.Sums), ExpectedNoise + later.ExpectedNoise, Weighted.With(later.Weighted));

    public bool IsExact => Sums.IsExact;

    /// <summary>Whether the reference is all zeros, so that errors are no share of anything.</summary>
    public bool WasZero => Sums.Reference == 0;

    public double BitsPerWeight => 8 * Bytes / Weights;

    /// <summary>10·log10(Σw² ÷ Σe²), as error.sqnr.</summary>
    public double? Sqnr => Error.Sqnr(Sums).Value;

    /// <summary>What the types should reach together; null where none of them rounds weights.</summary>
    public double? Expected => ExpectedNoise > 0 ? Decibels(Sums.Reference, ExpectedNoise) : null;

    /// <summary>How much worse it is than that.</summary>
    public double? Deficit => Expected - Sqnr;

    public double? RelativeError => Error.RelativeRmse(Sums).Value;

    public double? Cosine => IsExact && !WasZero ? 1 : WasZero || Sums.Candidate == 0 ? null
        : Math.Clamp(Sums.Product / (Math.Sqrt(Sums.Reference) * Math.Sqrt(Sums.Candidate)), -1, 1);

    /// <summary>Σp·e² ÷ Σp·w², as error.importance_weighted; null where nothing of it was calibrated.</summary>
    public double? Importance => Weighted.Reference > 0 ? Weighted.Error / Weighted.Reference : null;

    /// <summary>
    /// What puts the worst first: the deficit in dB. Where a type loses nothing any error is unexpected, so it counts as bfloat16 does;
    /// what was all zeros and is not any more is beyond measure.
    /// </summary>
    public double Badness => IsExact ? double.NegativeInfinity : WasZero ? double.PositiveInfinity
        : Decibels(Sums.Square, ExpectedNoise > 0 ? ExpectedNoise : Noise(Sums.Reference, lossless));

    private static double Decibels(double of, double to) => 10 * Math.Log10(of / to);

    private static double Noise(double energy, double decibels) => energy * Math.Pow(10, -decibels / 10);
}
