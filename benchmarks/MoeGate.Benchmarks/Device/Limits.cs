using System.Diagnostics;
using System.Numerics;
using MoeGate.Blocks;

namespace MoeGate.Benchmarks.Device;

/// <summary>What nothing can be faster than, measured in the same run; GB/s.</summary>
/// <param name="Memory">The processor's memory, summed by all threads.</param>
/// <param name="MemoryOfOne">The same by one.</param>
/// <param name="PageCache">A file in the page cache, read by all threads.</param>
/// <param name="Bus">From page-locked memory to the device.</param>
/// <param name="DeviceMemory">Within the device, bytes read and bytes written.</param>
internal sealed record Limits(double Memory, double MemoryOfOne, double PageCache, double? Bus, double? DeviceMemory)
{
    public static Limits Measure(string folder, DeviceAtHand? device, Sizes sizes)
    {
        var memory = new long[sizes.LimitBytes / sizeof(long)];
        Array.Fill(memory, 1);
        return new Limits(Sum(memory, Turns.Threads, sizes), Sum(memory, 1, sizes), Read(folder, sizes), device?.Bus(sizes), device?.Memory(sizes));
    }

    public void Print()
    {
        Console.WriteLine($"  {"limits, measured in this run",-52}{"GB/s",10}");
        Line($"the processor's memory, summed by {Turns.Threads} threads", Memory);
        Line("the same by one thread", MemoryOfOne);
        Line($"a file in the page cache, read by {Turns.Threads} threads", PageCache);
        if (Bus is { } bus) Line("the bus, from page-locked memory to the device", bus);
        if (DeviceMemory is { } inside) Line("the device's memory, copied within: read and written", inside);

        static void Line(string what, double rate) => Console.WriteLine($"  {what,-52}{rate,10:F1}");
    }

    /// <summary>GB/s of the median round; the first one is not counted.</summary>
    public static double Rate(Sizes sizes, long bytes, Action work)
    {
        work();
        var times = new List<double>();
        for (var round = 0; round < Math.Max(3, sizes.Rounds); round++)
        {
            var watch = Stopwatch.StartNew();
            work();
            times.Add(watch.Elapsed.TotalSeconds);
        }

        return bytes / 1e9 / Turns.Median(times);
    }

    private static double Read(string folder, Sizes sizes)
    {
        using var model = new StoredModel(folder, WeightTypes.BF16, sizes.Columns, sizes.FileBytes / WeightTypes.BF16.BytesOf(sizes.Columns));
        return Rate(sizes, model.Bytes, () => Turns.Read([model.Source], 256 * 1024));
    }

    private static double Sum(long[] memory, int threads, Sizes sizes) => Rate(sizes, memory.Length * (long)sizeof(long), () =>
    {
        var share = memory.Length / threads;
        var others = Enumerable.Range(1, threads - 1).Select(t => new Thread(() => Sum(memory.AsSpan(t * share, share)))).ToList();
        foreach (var other in others) other.Start();
        Sum(memory.AsSpan(0, share));
        foreach (var other in others) other.Join();
    });

    /// <summary>Four sums at once, so that none waits for the one before.</summary>
    private static void Sum(ReadOnlySpan<long> memory)
    {
        var width = Vector<long>.Count;
        Vector<long> a = default, b = default, c = default, d = default;
        for (; memory.Length >= 4 * width; memory = memory[(4 * width)..])
        {
            a += new Vector<long>(memory);
            b += new Vector<long>(memory[width..]);
            c += new Vector<long>(memory[(2 * width)..]);
            d += new Vector<long>(memory[(3 * width)..]);
        }

        if (Vector.Sum(a + b + c + d) < 0) throw new InvalidOperationException("ones add up to more than nothing");
    }
}
