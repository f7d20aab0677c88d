using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>One tensor to read beside its reference, and what for.</summary>
/// <param name="Pair">Of types that can be decoded.</param>
/// <param name="Whole">What is wanted of all its rows together.</param>
/// <param name="Experts">What is wanted of each slice of a stacked tensor: errors, with or without importance.</param>
public sealed record PairRequest(TensorPair Pair, ReducePair Whole, ReducePair Experts = ReducePair.None)
{
    /// <summary>The mean square of what enters each column of a slice, for <see cref="ReducePair.Importance"/>; null where it is not known.</summary>
    public Func<int, double[]?> Power { get; init; } = _ => null;

    /// <summary>The activations that enter the tensor, for <see cref="ReducePair.Output"/>.</summary>
    public Evidence.ActivationFile? Input { get; init; }

    /// <summary>The same as work for a device; null where none can do it.</summary>
    internal DeviceTask? ForDevice(ScanOptions options)
    {
        if (!DevicePairPasses.CanTake(Pair) || Pair.Origins.OfType<RowRuns>().FirstOrDefault() is not { } origin) return null;
        var (candidate, columns) = (Pair.Candidate, Pair.Candidate.Columns);
        var rows = candidate.Slices.Where((_, i) => Pair.Origins[i] is not null).Sum(s => options.RowsOf(s.Rows));
        return new DeviceTask(candidate.Type, origin.Type, Reduce.None, Whole | Experts, columns, candidate.Type.BytesOf(rows * columns) + origin.Type.BytesOf(rows * columns))
        {
            HasFactors = candidate.Slices[0].Scale is not null,
            ReferenceHasFactors = origin.Runs[0].Scale is not null,
        };
    }
}

/// <summary>What reading it gave.</summary>
/// <param name="Whole">Of all rows whose parents are known.</param>
/// <param name="Slices">Of each slice; null where its parent is not known.</param>
public sealed record PairResult(PairSums Whole, IReadOnlyList<PairSums?> Slices);
