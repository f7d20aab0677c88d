using System.Diagnostics;
using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Holds a device against the processor with weights made up for it: whether it comes to the same figures, and how long each takes. A device
/// works on a model only after that.
/// </summary>
internal sealed class DeviceTrial : IDisposable
{
    /// <summary>Stored bytes that are timed: at first few, then four times as many, until the slower of both takes long enough to tell, or there are enough for several tiles.</summary>
    private const long LeastBytes = 256 << 10, MostBytes = 64 << 20;

    private const double EnoughSeconds = 0.25;

    /// <summary>Weights that are compared.</summary>
    private const int ComparedRows = 35, ComparedColumns = 512;

    /// <summary>The fourth power of it is far from the end of doubles.</summary>
    private const float MostWeight = 1e30f;

    private const int TimedColumns = 4096;
    private const int Seed = 1;

    private readonly string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly DataFile file;
    private readonly IReadOnlyList<ScanRequest> tensors;
    private readonly IReadOnlyList<PairRequest> pairs;

    private DeviceTrial(DeviceTask task, int columns, long rows)
    {
        file = MakeUp(task, rows * columns);

        var candidate = Tensor(task.Type, columns, rows, 0);
        if (task.Reference is null)
        {
            (tensors, pairs) = ([new ScanRequest(candidate, task.Needs | Reduce.Moments)], []);
            return;
        }

        var origin = Tensor(task.Reference, columns, rows, task.Type.BytesOf(rows * columns));
        var pair = new TensorPair { Candidate = candidate, Sources = [origin], Origins = [new RowRuns(origin.Slices[0])] };
        var power = new double[columns];
        Array.Fill(power, 1);
        (tensors, pairs) = ([], [new PairRequest(pair, task.PairNeeds & ~ReducePair.Output) { Power = _ => power }]);
    }

    private DataFile MakeUp(DeviceTask task, long weights)
    {
        try
        {
            using (var stream = new FileStream(path, FileMode.CreateNew))
            {
                Write(stream, task.Type, weights, Seed);
                if (task.Reference is { } reference) Write(stream, reference, weights, Seed + 1);
            }

            return DataFile.Open(path, "weights made up for a trial");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            File.Delete(path);
            throw new DeviceException($"cannot be held against the processor first ({e.Message.TrimEnd('.')})", e);
        }
    }

    /// <summary>How a device's figures differ from the processor's; null where they do not.</summary>
    /// <param name="device">The device.</param>
    /// <param name="task">Which work.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="DeviceException">It failed.</exception>
    public static string? Difference(DeviceLanes device, DeviceTask task, CancellationToken cancellation)
    {
        using var trial = new DeviceTrial(task, ComparedColumns, ComparedRows);
        var ours = trial.Run(null, 2, cancellation);
        var theirs = trial.Run(device, 2, cancellation);
        return task.Reference is null
            ? Agreement.Difference(ours.Tensors[0].Whole!, theirs.Tensors[0].Whole!)
            : Agreement.Difference(ours.Pairs[0].Whole, theirs.Pairs[0].Whole);
    }

    /// <summary>How fast a device and the processor are.</summary>
    /// <param name="device">The device.</param>
    /// <param name="task">Which work.</param>
    /// <param name="threads">How many threads read.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="DeviceException">It failed.</exception>
    public static DeviceRate Rate(DeviceLanes device, DeviceTask task, int threads, CancellationToken cancellation)
    {
        var perWeight = task.Type.BitsPerWeight / 8 + (task.Reference?.BitsPerWeight ?? 0) / 8;
        for (var bytes = LeastBytes; ; bytes *= 4)
        {
            var rows = Math.Max(1, (long)(bytes / perWeight / TimedColumns));
            using var trial = new DeviceTrial(task, TimedColumns, rows);
            var size = rows * TimedColumns * perWeight;
            var (ours, theirs) = (trial.Seconds(null, threads, cancellation), trial.Seconds(device, threads, cancellation));
            if (bytes >= MostBytes || Math.Max(ours, theirs) > EnoughSeconds) return new DeviceRate(task.Kind, size / ours, size / theirs);
        }
    }

    public void Dispose()
    {
        file.Dispose();
        File.Delete(path);
    }

    /// <summary>The better of two readings: the first also warms up.</summary>
    private double Seconds(DeviceLanes? device, int threads, CancellationToken cancellation)
    {
        var best = double.PositiveInfinity;
        for (var reading = 0; reading < 2; reading++)
        {
            var watch = Stopwatch.StartNew();
            Run(device, threads, cancellation);
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private (IReadOnlyList<ScanResult> Tensors, IReadOnlyList<PairResult> Pairs) Run(DeviceLanes? device, int threads, CancellationToken cancellation) =>
        TensorScan.RunOn(device, tensors, pairs, new ScanOptions { Threads = threads }, cancellation);

    private WeightTensor Tensor(WeightType type, int columns, long rows, long offset)
    {
        var entry = new TensorEntry("trial", type, [columns, rows], file, offset);
        return new WeightTensor { Subject = "trial", Role = "trial", OwnName = "trial", Type = type, Columns = columns, Slices = [new WeightSlice(null, entry, 0, rows)] };
    }

    /// <summary>Random blocks of finite weights, a piece of them again and again: no type is quicker with some weights than with others.</summary>
    private static void Write(Stream stream, WeightType type, long weights, int seed)
    {
        var blocks = (int)Math.Min(weights / type.Length, Math.Max(1, (1 << 16) / type.Length));
        var piece = new byte[blocks * type.Bytes];
        new Random(seed).NextBytes(piece);
        var decoded = new float[type.Length];
        for (var b = 0; b < blocks; b++)
        {
            var block = piece.AsSpan(b * type.Bytes, type.Bytes);
            type.Decoder!.Decode(block, decoded);
            if (!Array.TrueForAll(decoded, w => float.IsFinite(w) && Math.Abs(w) < MostWeight)) block.Clear();
        }

        for (var left = type.BytesOf(weights); left > 0; left -= piece.Length) stream.Write(piece.AsSpan(0, (int)Math.Min(left, piece.Length)));
    }
}

/// <summary>How fast a kind of work is done, in stored bytes a second.</summary>
/// <param name="Kind">Which work: <see cref="DeviceTask.Kind"/>.</param>
/// <param name="Processor">By all threads of the processor.</param>
/// <param name="Device">By the device, from memory of the processor.</param>
public sealed record DeviceRate(string Kind, double Processor, double Device);
