using System.Diagnostics;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using MoeGate.Blocks;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Benchmarks;

/// <summary>
/// How fast weights are measured, on a layer of 404 MB in the page cache: against the same statistics in NumPy, against reading the
/// bytes with the arithmetic left out, and against a bare read of memory.
/// </summary>
internal static class Weighing
{
    private const int Rounds = Turns.Rounds;
    private const int Piece = 256 * 1024;
    private const Reduce Everything = Reduce.Moments | Reduce.Order | Reduce.Rows | Reduce.Groups | Reduce.GroupOrder;

    private static readonly string[] pythons = ["/usr/bin/python3", "python3"];
    private static readonly int threads = Turns.Threads;

    public static void Run(string folder)
    {
        var layer = Directory.CreateDirectory(Path.Combine(folder, "layer")).FullName;
        var bytes = SyntheticLayer.Write(layer);
        using var source = TensorSources.Open(layer, "layer");
        var tensors = WeightTensors.Of(source);

        Console.WriteLine($"A layer of {bytes / 4e6:F0} million weights, {bytes / 1e6:F0} MB of f32 in the page cache, {threads} threads; median of {Rounds}, in turn");
        FromTheCache(layer, source, tensors, bytes);
        InMemory(source);
        var ours = Turns.WholeProcess("analyze", "weights", layer);
        AgainstNumPy(layer, ours, Turns.Median(Turns.Times(() => Scan(tensors, Everything))[0]));
    }

    private static void FromTheCache(string layer, TensorSource source, IReadOnlyList<WeightTensor> tensors, long bytes)
    {
        var times = Turns.Times(
            () => Turns.Read([source], Piece),
            () => Scan(tensors, Reduce.Moments),
            () => Scan(tensors, Everything),
            () => Turns.Read([source], 64 * 1024),
            () => Turns.Read([source], 1 << 20),
            () => Turns.Read([source], 4 << 20),
            () => Map(layer, source, moments: false),
            () => Map(layer, source, moments: true));
        var bare = Turns.Median(times[0]);
        Console.WriteLine($"  {"from the page cache",-52}{"ms",8}{"GB/s",8}{"x the reader",14}");
        Line("the reader, arithmetic left out (256 KiB at once)", 0);
        Line("moments", 1);
        Line("everything of every row, two readings", 2);
        Line("the reader with 64 KiB at once", 3);
        Line("the reader with 1 MiB at once", 4);
        Line("the reader with 4 MiB at once", 5);
        Line("a memory map, arithmetic left out", 6);
        Line("a memory map, moments", 7);

        void Line(string what, int i) =>
            Console.WriteLine($"  {what,-52}{Turns.Median(times[i]) * 1e3,8:F0}{bytes / 1e9 / Turns.Median(times[i]),8:F1}{bare / Turns.Median(times[i]),14:P0}");
    }

    private static unsafe void InMemory(TensorSource source)
    {
        const long most = 404L << 20;
        var length = Math.Min(most, source.Tensors.Sum(t => t.Bytes)) / Piece * Piece;
        var f32 = (byte*)NativeMemory.AlignedAlloc((nuint)length + Piece, 4096);
        var bf16 = (byte*)NativeMemory.AlignedAlloc((nuint)length + Piece, 4096);
        try
        {
            Fill(source, f32, bf16, length);
            var times = Turns.Times(
                () => Each(length, at => Bare(f32 + at)),
                () => Each(length, at => WeightMoments.Of(new ReadOnlySpan<float>(f32 + at, Piece / 4), out _)),
                () => Each(length, at => Bare(bf16 + at)),
                () => Each(length, at => WeightMoments.Of(new ReadOnlySpan<BF16>(bf16 + at, Piece / 2), out _)));
            Console.WriteLine($"  {"in memory",-52}{"ms",8}{"GB/s",8}{"x bare read",14}");
            Line("a bare read of the f32 bytes", 0, 0);
            Line("moments of f32", 1, 0);
            Line("a bare read of as many bf16 bytes", 2, 2);
            Line("moments of bf16", 3, 2);

            void Line(string what, int i, int peer) =>
                Console.WriteLine($"  {what,-52}{Turns.Median(times[i]) * 1e3,8:F1}{length / 1e9 / Turns.Median(times[i]),8:F1}{Turns.Median(times[peer]) / Turns.Median(times[i]),14:P0}");
        }
        finally
        {
            NativeMemory.AlignedFree(f32);
            NativeMemory.AlignedFree(bf16);
        }
    }

    private static void AgainstNumPy(string layer, double process, double scan)
    {
        var python = pythons.FirstOrDefault(HasNumPy);
        if (python is null)
        {
            Console.WriteLine("  NumPy is not installed, so it is not compared with");
            return;
        }

        Console.WriteLine($"  {"all statistics of every row",-52}{"s",8}{"",8}{"x ours",14}");
        Console.WriteLine($"  {"ours, all threads, in a running process",-52}{scan,8:F2}{"",8}{1.0,14:F1}");
        Console.WriteLine($"  {"moegate analyze weights, from start to end",-52}{process,8:F2}{"",8}{process / scan,14:F1}");
        Compare("NumPy, whole arrays", "numpy_whole.py");
        Compare("NumPy, in blocks that fit the cache", "numpy_layer.py");
        Compare("the same, a thread for each processor", "numpy_layer.py", "--threads", $"{threads}");

        void Compare(string what, string script, params string[] more)
        {
            using var run = Process.Start(new ProcessStartInfo(python, [Checkout.File("benchmarks", script), layer, .. more]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            using var document = JsonDocument.Parse(run.StandardOutput.ReadToEnd());
            var seconds = document.RootElement.GetProperty("seconds").GetProperty("total").GetDouble();
            Console.WriteLine($"  {what,-52}{seconds,8:F2}{"",8}{seconds / scan,14:F1}");
        }
    }

    private static void Scan(IReadOnlyList<WeightTensor> tensors, Reduce needs) =>
        TensorScan.Run([.. tensors.Select(t => new ScanRequest(t, needs))], new ScanOptions { Threads = threads });

    private static unsafe void Map(string layer, TensorSource source, bool moments)
    {
        foreach (var entry in source.Tensors)
        {
            using var map = MemoryMappedFile.CreateFromFile(Path.Combine(layer, entry.Name + ".f32bin"), FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
            byte* start = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            try
            {
                var first = start + entry.Offset;
                Each(entry.Bytes / Piece * Piece, at =>
                {
                    if (moments) WeightMoments.Of(new ReadOnlySpan<float>(first + at, Piece / 4), out _);
                    else Bare(first + at);
                });
            }
            finally
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
    }

    private static unsafe void Fill(TensorSource source, byte* f32, byte* bf16, long length)
    {
        var at = 0L;
        var piece = new byte[Piece];
        foreach (var entry in source.Tensors)
        {
            for (var offset = 0L; offset <= entry.Bytes - Piece && at < length; offset += Piece, at += Piece)
            {
                entry.File.Read(entry.Offset + offset, piece);
                piece.CopyTo(new Span<byte>(f32 + at, Piece));
            }
        }

        new Span<byte>(f32 + at, (int)Math.Min(int.MaxValue, length - at)).Clear();
        for (var i = 0L; i < length / 2; i++) ((ushort*)bf16)[i] = (ushort)(((uint*)f32)[i % (length / 4)] >> 16);
    }

    private static unsafe void Each(long length, Action<long> piece)
    {
        var next = -1L;
        Turns.OnAllThreads(() =>
        {
            for (long at; (at = Interlocked.Increment(ref next) * Piece) < length;) piece(at);
        });
    }

    /// <summary>The least that can be done with bytes: loaded, wide and asked for ahead.</summary>
    private static unsafe void Bare(byte* at)
    {
        Vector512<byte> a = default, b = default;
        for (var end = at + Piece; at < end; at += 128)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(at + 4096);
                Sse.Prefetch0(at + 4096 + 64);
            }

            a |= Vector512.Load(at);
            b |= Vector512.Load(at + 64);
        }

        if ((a | b) == Vector512<byte>.AllBitsSet) Console.WriteLine();
    }

    private static bool HasNumPy(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["-c", "import numpy"]) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
