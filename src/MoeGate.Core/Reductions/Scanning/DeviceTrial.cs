using System.Diagnostics;
using MoeGate.Reductions.Devices;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Holds a device against the processor with weights made up for it: whether it comes to the same figures, and how long each takes. A device
/// works on a model only after that.
/// </summary>
internal static class DeviceTrial
{
    /// <summary>
    /// Rows and columns that are compared: rows end in a short group and in a share of a thread that is not whole, where blocks allow that.
    /// </summary>
    private const int ComparedRows = 35, ComparedColumns = 512, OddColumns = 517;

    private const int TimedColumns = 4096;

    /// <summary>Stored bytes that are timed: at first few, then four times as many, until they take long enough to tell, or are enough for several tiles.</summary>
    private const long LeastBytes = 256 << 10, MostBytes = 64 << 20;

    private const double EnoughSeconds = 0.1;

    /// <summary>How a device's figures differ from the processor's; null where they do not.</summary>
    /// <param name="device">The device.</param>
    /// <param name="task">Which work.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="DeviceException">It failed, or came to what no figures are.</exception>
    public static string? Difference(DeviceLanes device, DeviceTask task, CancellationToken cancellation)
    {
        var columns = task.Type.Length == 1 && task.Reference is null or { Length: 1 } ? OddColumns : ComparedColumns;
        using var weights = new TrialWeights(task, columns, ComparedRows, keepsStrangers: true);
        var ours = Run(null, weights, 2, cancellation);
        try
        {
            var theirs = Run(device, weights, 2, cancellation);
            return task.Reference is null
                ? Agreement.Difference(ours.Tensors[0].Whole!, theirs.Tensors[0].Whole!)
                : Agreement.Difference(ours.Pairs[0].Whole, theirs.Pairs[0].Whole);
        }
#pragma warning disable CA1031 // Figures that cannot be leave nothing unharmed that is made of them.
        catch (Exception e) when (e is not (DeviceException or OperationCanceledException))
#pragma warning restore CA1031
        {
            return $"figures that cannot be, {e.Message.TrimEnd('.')}";
        }
    }

    /// <summary>How fast a device and the processor are.</summary>
    /// <param name="device">The device.</param>
    /// <param name="task">Which work.</param>
    /// <param name="threads">How many threads read.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="DeviceException">It failed.</exception>
    public static DeviceRate Rate(DeviceLanes device, DeviceTask task, int threads, CancellationToken cancellation) =>
        new(task.Kind, BytesPerSecond(null, task, threads, cancellation), BytesPerSecond(device, task, threads, cancellation));

    private static double BytesPerSecond(DeviceLanes? device, DeviceTask task, int threads, CancellationToken cancellation)
    {
        var perWeight = (task.Type.BitsPerWeight + (task.Reference?.BitsPerWeight ?? 0)) / 8;
        for (var bytes = LeastBytes; ; bytes *= 4)
        {
            var rows = Math.Max(1, (long)(bytes / perWeight / TimedColumns));
            using var weights = new TrialWeights(task, TimedColumns, rows, keepsStrangers: false);
            var seconds = Math.Min(Seconds(), Seconds());
            if (bytes >= MostBytes || seconds > EnoughSeconds) return rows * TimedColumns * perWeight / seconds;

            // Twice: the first time also warms up.
            double Seconds()
            {
                var watch = Stopwatch.StartNew();
                Run(device, weights, threads, cancellation);
                return watch.Elapsed.TotalSeconds;
            }
        }
    }

    private static (IReadOnlyList<ScanResult> Tensors, IReadOnlyList<PairResult> Pairs) Run(DeviceLanes? device, TrialWeights weights, int threads, CancellationToken cancellation) =>
        TensorScan.RunOn(device, weights.Requests, weights.Pairs, new ScanOptions { Threads = threads }, cancellation);
}

/// <summary>How fast a kind of work is done, in stored bytes a second.</summary>
/// <param name="Kind">Which work: <see cref="DeviceTask.Kind"/>.</param>
/// <param name="Processor">By all threads of the processor.</param>
/// <param name="Device">By the device, from memory of the processor.</param>
public sealed record DeviceRate(string Kind, double Processor, double Device);
