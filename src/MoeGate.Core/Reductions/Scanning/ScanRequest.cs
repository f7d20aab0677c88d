using MoeGate.Models;

namespace MoeGate.Reductions.Scanning;

/// <summary>One tensor to read, and what for.</summary>
/// <param name="Tensor">Of a type that can be decoded.</param>
/// <param name="Whole">What is wanted of all its rows together.</param>
/// <param name="Experts">What is wanted of each slice of a stacked tensor.</param>
public sealed record ScanRequest(WeightTensor Tensor, Reduce Whole, Reduce Experts = Reduce.None)
{
    /// <summary>The activations that enter the tensor, for <see cref="Reduce.Output"/>.</summary>
    public Evidence.ActivationFile? Input { get; init; }

    /// <summary>The same as work for a device; null where none can do it.</summary>
    internal DeviceTask? ForDevice(ScanOptions options) => !DevicePasses.CanTake(Tensor) ? null
        : new DeviceTask(Tensor.Type, null, Whole | Experts, ReducePair.None, Tensor.Columns, Tensor.Slices.Sum(s => Tensor.Type.BytesOf(options.RowsOf(s.Rows) * Tensor.Columns)))
        {
            HasFactors = Tensor.Slices[0].Scale is not null,
        };
}

/// <summary>What reading it gave.</summary>
/// <param name="Whole">Of all its rows.</param>
/// <param name="Experts">One of each slice, or none where nothing was wanted.</param>
public sealed record ScanResult(TensorSums? Whole, IReadOnlyList<TensorSums> Experts);

/// <summary>How tensors are read.</summary>
public sealed record ScanOptions
{
    /// <summary>At least 1; the results do not depend on it.</summary>
    public int Threads { get; init; } = Most;

    /// <summary>One for each processor; past sixteen they wait for memory, and their counts take it.</summary>
    public static int Most => Math.Min(Environment.ProcessorCount, 16);

    /// <summary>Rows to read of each tensor or slice, drawn with <see cref="Seed"/>; null for all.</summary>
    public long? SampleRows { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>How many of so many rows of a tensor or slice are read.</summary>
    internal long RowsOf(long rows) => Math.Min(rows, SampleRows ?? rows);

    /// <summary>What may compute in the processor's place; null for nothing.</summary>
    public DeviceUse? Device { get; init; }

    /// <summary>Told how far the work is; may be looked at by any thread.</summary>
    public ScanProgress Progress { get; init; } = new();
}

/// <summary>How far a reading is.</summary>
public sealed class ScanProgress
{
    private long done, total;

    /// <summary>Bytes to read, further readings included.</summary>
    public long Total => Interlocked.Read(ref total);

    public long Done => Interlocked.Read(ref done);

    /// <summary>The tensor that was begun last.</summary>
    public string Current { get; internal set; } = "";

    internal void Expect(long bytes) => Interlocked.Add(ref total, bytes);

    /// <summary>What is not done is not expected any more.</summary>
    internal void ForgetTheRest() => Interlocked.Exchange(ref total, Done);

    internal void Add(long bytes) => Interlocked.Add(ref done, bytes);
}
