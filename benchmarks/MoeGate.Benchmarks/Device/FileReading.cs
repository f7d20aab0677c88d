using MoeGate.Reductions;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Benchmarks.Device;

/// <summary>What commands read a tensor for, from a file in the page cache to the sums: by one thread, by all of them, and by the device.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Needs">Of a tensor by itself.</param>
/// <param name="PairNeeds">Beside a reference.</param>
internal sealed record FileReading(string Name, Reduce Needs, ReducePair PairNeeds = ReducePair.None)
{
    public static FileReading Moments { get; } = new("moments", Reduce.Moments);

    public static IReadOnlyList<FileReading> All { get; } =
    [
        Moments,
        new("moments, groups", Reduce.Moments | Reduce.Groups),
        new("moments, columns", Reduce.Moments | Reduce.Columns),
        new("moments, order", Reduce.Moments | Reduce.Order),
        new("moments, offsets and signs", Reduce.Moments | Reduce.GroupOrder),
        new("errors", Reduce.None, ReducePair.Errors),
        new("errors, columns", Reduce.None, ReducePair.Errors | ReducePair.Columns),
        new("errors, order", Reduce.None, ReducePair.Errors | ReducePair.Order),
    ];

    /// <summary>Bytes read at once by the reader alone.</summary>
    private const int Piece = 256 * 1024;

    public bool IsBesideReference => PairNeeds != ReducePair.None;

    /// <summary>GB of stored bytes a second of the files, however often they are read.</summary>
    public Rates Measure(StoredModel model, StoredModel? reference, DeviceAtHand? device, Sizes sizes)
    {
        List<ScanRequest> tensors = reference is null ? [new ScanRequest(model.Weights, Needs)] : [];
        List<PairRequest> pairs = reference is null ? [] : [new PairRequest(model.Beside(reference), PairNeeds)];
        var isByDevice = true;
        List<Action> programs = [() => Turns.Read(reference is null ? [model.Source] : [model.Source, reference.Source], Piece), () => Read(1), () => Read(ScanOptions.Most)];
        if (device is not null) programs.Add(() => isByDevice &= device.Reads(Run));
        var times = Turns.Times(sizes.Rounds, 1, programs);
        var gigabytes = (model.Bytes + (reference?.Bytes ?? 0)) / 1e9;
        return new Rates(Of(0), Of(1), Of(2), device is not null && isByDevice ? Of(3) : null);

        double Of(int program) => gigabytes / Turns.Median(times[program]);
        void Read(int threads) => Run(new ScanOptions { Threads = threads });
        void Run(ScanOptions options) => TensorScan.Run(tensors, pairs, options);
    }
}

/// <summary>GB of stored bytes a second.</summary>
/// <param name="Reader">Of all threads that read and leave the arithmetic out.</param>
internal readonly record struct Rates(double Reader, double OneThread, double AllThreads, double? Device);
