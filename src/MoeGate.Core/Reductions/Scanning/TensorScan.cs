using System.Runtime.ExceptionServices;
using MoeGate.Reductions.Devices;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Reads tensors with several threads. Threads take chunks from the oldest tensor that has any left and open the next tensor when
/// none has, so that they are busy across the ends of passes and of small tensors, while only a few tensors are open at once.
/// </summary>
public sealed class TensorScan
{
    /// <summary>Tensors open at once: what they hold in histograms bounds the memory.</summary>
    private const int MostOpen = 3;

    private readonly IReadOnlyList<IScanJob> jobs;
    private readonly ScanOptions options;
    private readonly CancellationToken cancellation;
    private readonly List<Open> open = [];
    // Not a Lock: threads wait on it for work.
    private readonly object gate = new();
    private int opened;
    private ExceptionDispatchInfo? failure;

    private TensorScan(IReadOnlyList<IScanJob> jobs, ScanOptions options, CancellationToken cancellation)
    {
        (this.jobs, this.options, this.cancellation) = (jobs, options, cancellation);
        options.Progress.Expect(jobs.Sum(j => j.Bytes));
    }

    /// <summary>Reads them all.</summary>
    /// <returns>One result for each request, in their order.</returns>
    /// <exception cref="Formats.InputException">A file that cannot be read.</exception>
    public static IReadOnlyList<ScanResult> Run(IReadOnlyList<ScanRequest> requests, ScanOptions options, CancellationToken cancellation = default) =>
        Run(requests, [], options, cancellation).Tensors;

    /// <summary>Reads tensors by themselves, and tensors beside their references.</summary>
    /// <returns>One result for each request, in their order.</returns>
    /// <exception cref="Formats.InputException">A file that cannot be read.</exception>
    public static (IReadOnlyList<ScanResult> Tensors, IReadOnlyList<PairResult> Pairs) Run(
        IReadOnlyList<ScanRequest> requests, IReadOnlyList<PairRequest> pairs, ScanOptions options, CancellationToken cancellation = default)
    {
        var lanes = options.Device?.For([.. requests.Select(r => r.ForDevice(options)), .. pairs.Select(p => p.ForDevice(options))], options, cancellation) ?? [];
        using var asked = new ScanJobs(requests, pairs, With(lanes, options), lanes);
        try
        {
            Run(asked.Undone, With(lanes, options), cancellation);
            if (asked.HasDeviceWorked) options.Device!.HasWorked();
        }
        catch (DeviceException e)
        {
            // What is done is done; the processor does what is not, from the beginning.
            if (asked.HasDeviceWorked) options.Device!.HasWorked();
            asked.LetGo();
            options.Device!.GiveUp(e);
            options.Progress.ForgetTheRest();
            asked.BeginAgain();
            Run(asked.Undone, With(lanes, options), cancellation);
        }

        return asked.Results;
    }

    /// <summary>Reads them by that device, whatever would be chosen.</summary>
    /// <exception cref="DeviceException">It failed.</exception>
    internal static (IReadOnlyList<ScanResult> Tensors, IReadOnlyList<PairResult> Pairs) RunOn(
        DeviceLanes? device, IReadOnlyList<ScanRequest> requests, IReadOnlyList<PairRequest> pairs, ScanOptions options, CancellationToken cancellation)
    {
        DeviceLanes?[] lanes = [.. Enumerable.Repeat(device, requests.Count + pairs.Count)];
        using var asked = new ScanJobs(requests, pairs, With(lanes, options), lanes);
        Run(asked.Undone, With(lanes, options), cancellation);
        return asked.Results;
    }

    /// <summary>A device wants a tile that is on its way while another is computed, and so two threads at least.</summary>
    private static ScanOptions With(IReadOnlyList<DeviceLanes?> lanes, ScanOptions options) =>
        lanes.Any(l => l is not null) ? options with { Threads = Math.Max(2, options.Threads) } : options;

    private static void Run(IReadOnlyList<IScanJob> jobs, ScanOptions options, CancellationToken cancellation)
    {
        if (jobs.Count == 0) return;
        var scan = new TensorScan(jobs, options, cancellation);
        var others = Enumerable.Range(1, Math.Max(0, options.Threads - 1)).Select(t => new Thread(() => scan.Work(t)) { IsBackground = true, Name = $"scan {t}" }).ToList();
        foreach (var other in others) other.Start();
        scan.Work(0);
        foreach (var other in others) other.Join();
        scan.failure?.Throw();
    }

    private void Work(int thread)
    {
        try
        {
            using var readers = new Readers();
            while (Take() is { } taken)
            {
                taken.Of.Job.Read(taken.Chunk, thread, readers, cancellation);
                options.Progress.Add(taken.Of.Job.BytesOf(taken.Chunk));
                Finish(taken.Of);
            }
        }
#pragma warning disable CA1031 // It is thrown again on the thread that asked, once all threads have stopped.
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (gate)
            {
                failure ??= ExceptionDispatchInfo.Capture(e);
                Monitor.PulseAll(gate);
            }
        }
    }

    /// <summary>The next chunk to read; null when there is none and will be none.</summary>
    private (Open Of, int Chunk)? Take()
    {
        lock (gate)
        {
            while (true)
            {
                if (failure is not null) return null;
                foreach (var tensor in open)
                    if (tensor.Next < tensor.Job.Chunks)
                        return (tensor, tensor.Next++);
                while (opened < jobs.Count && open.Count < MostOpen)
                {
                    var tensor = new Open(jobs[opened++]);
                    options.Progress.Current = tensor.Job.Subject;
                    if (tensor.Job.Chunks == 0)
                    {
                        tensor.Job.Next();
                        continue;
                    }

                    open.Add(tensor);
                    return (tensor, tensor.Next++);
                }

                if (open.Count == 0) return null;

                // Others are at work on the last chunks of a pass, and say when they are done or have failed.
                Monitor.Wait(gate);
            }
        }
    }

    private void Finish(Open tensor)
    {
        lock (gate)
            if (++tensor.Read < tensor.Job.Chunks)
                return;

        // The last chunk of a pass: nobody else has one of this tensor.
        var again = tensor.Job.Next();
        if (!again) options.Progress.Add(tensor.Job.Spared);
        lock (gate)
        {
            if (again) (tensor.Next, tensor.Read) = (0, 0);
            else open.Remove(tensor);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>A tensor of which chunks are handed out.</summary>
    private sealed class Open(IScanJob job)
    {
        public IScanJob Job => job;

        public int Next { get; set; }

        public int Read { get; set; }
    }
}
