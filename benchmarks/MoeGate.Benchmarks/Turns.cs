using System.Diagnostics;
using MoeGate.Formats.Tensors;
using MoeGate.Tests.Support;

namespace MoeGate.Benchmarks;

/// <summary>Timing several programs in turn, so that what slows the machine down slows all of them down; and what they are timed against.</summary>
internal static class Turns
{
    public const int Rounds = 15;

    public static int Threads { get; } = Environment.ProcessorCount;

    /// <summary>Seconds of each, in turn; the first two rounds are not counted.</summary>
    public static List<double>[] Times(params Action[] programs) => Times(Rounds, 2, programs);

    /// <summary>Likewise, so many rounds after some that are not counted.</summary>
    public static List<double>[] Times(int rounds, int before, params IReadOnlyList<Action> programs)
    {
        var times = programs.Select(_ => new List<double>()).ToArray();
        for (var round = -before; round < rounds; round++)
        {
            for (var p = 0; p < programs.Count; p++)
            {
                var watch = Stopwatch.StartNew();
                programs[p]();
                if (round >= 0) times[p].Add(watch.Elapsed.TotalSeconds);
            }
        }

        return times;
    }

    public static double Median(List<double> values) => StartUp.Median(values);

    /// <summary>Reads the bytes of all files with all threads, and leaves the arithmetic out.</summary>
    public static void Read(IReadOnlyList<TensorSource> sources, int piece)
    {
        var pieces = sources.SelectMany(s => s.Files).SelectMany(f => Enumerable.Range(0, (int)((f.Length + piece - 1) / piece)).Select(i => (File: f, Offset: (long)i * piece))).ToList();
        var next = -1;
        OnAllThreads(() =>
        {
            var buffer = new byte[piece];
            for (int i; (i = Interlocked.Increment(ref next)) < pieces.Count;)
                pieces[i].File.Read(pieces[i].Offset, buffer.AsSpan(0, (int)Math.Min(piece, pieces[i].File.Length - pieces[i].Offset)));
        });
    }

    public static void OnAllThreads(Action work)
    {
        var others = Enumerable.Range(1, Threads - 1).Select(_ => new Thread(() => work())).ToList();
        foreach (var other in others) other.Start();
        work();
        foreach (var other in others) other.Join();
    }

    /// <summary>The tool as a process of its own: from start to the written report, and the most memory that it held.</summary>
    public static double WholeProcess(params string[] args)
    {
        var tool = Checkout.File("src", "MoeGate.Tool", "bin", "Release", "net10.0", "moegate.dll");
        var times = new List<double>();
        var peak = 0L;
        for (var run = 0; run < 5; run++)
        {
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(new ProcessStartInfo("dotnet", [tool, .. args, "--quiet"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = process.StandardOutput.ReadToEndAsync();
            while (!process.WaitForExit(5)) peak = Math.Max(peak, Peak(process));
            times.Add(watch.Elapsed.TotalSeconds);
            if (process.ExitCode != 0) throw new InvalidOperationException(output.GetAwaiter().GetResult());
        }

        Console.WriteLine($"  moegate {args[0]}, from start to end: {Median(times) * 1e3:F0} ms, at most {peak >> 20} MB held");
        return Median(times);
    }

    private static long Peak(Process process)
    {
        try
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0; // it has just ended
        }
    }
}
