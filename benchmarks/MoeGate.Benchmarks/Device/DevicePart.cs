using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Benchmarks.Device;

/// <summary>
/// What a device makes of each reduction and of each stored type, beside the processor, and beside what nothing can be faster than: the
/// bus where data come from the memory of the machine, and the device's own memory where they are already there.
/// </summary>
internal static class DevicePart
{
    private static readonly string[] names = ["bf16", "f16", "q8_0", "q4_K", "iq2_xxs"];

    public static void Run(string folder, bool isSimulated, bool isQuick)
    {
        var sizes = isSimulated ? Sizes.Simulated : isQuick ? Sizes.Quick : Sizes.Full;
        using var device = DeviceAtHand.Find(isSimulated, out var whyNot);
        Console.WriteLine($"Stored weights summed by {Processor.Name}, {ScanOptions.Most} threads, and by {(device is null ? "no device" : device.Info.ToString())}; GB/s of stored bytes");
        if (device is null) Console.WriteLine($"  no device: {whyNot}; so these are the processor's figures");
        if (device is not null && isSimulated) Console.WriteLine("  a simulated device: it shows that the benchmark works, and its figures mean nothing");

        var limits = Limits.Measure(folder, device, sizes);
        limits.Print();
        FromFiles(folder, device, sizes);
        if (device is not null) ByLanes(device, limits, sizes);
        EveryType(folder, device, limits, sizes);
        foreach (var failure in device?.Failures.Order(StringComparer.Ordinal) ?? Enumerable.Empty<string>()) Console.WriteLine($"  – {failure}");
    }

    /// <summary>Each reduction as commands have it.</summary>
    private static void FromFiles(string folder, DeviceAtHand? device, Sizes sizes)
    {
        Console.WriteLine($"  from a file of {Megabytes(sizes.FileBytes)} in the page cache, with its reference in bf16 where there is one, beside a reader that leaves decoding and arithmetic out; median of {sizes.Rounds}, in turn");
        Console.WriteLine($"  {"",-10}{"",-30}{"1 thread",10}{$"{ScanOptions.Most} threads",12}{"x reader",10}{(device is null ? "" : $"{"device",10}{"x threads",11}")}");
        foreach (var type in names.Select(n => WeightTypes.Find(n)!))
        {
            foreach (var isBeside in (bool[])[false, true])
            {
                var rowBytes = type.BytesOf(sizes.Columns) + (isBeside ? WeightTypes.BF16.BytesOf(sizes.Columns) : 0);
                var rows = Math.Max(1, sizes.FileBytes / rowBytes);
                using var reference = isBeside ? new StoredModel(Directory.CreateDirectory(Path.Combine(folder, "reference")).FullName, WeightTypes.BF16, sizes.Columns, rows) : null;
                using var model = new StoredModel(folder, type, sizes.Columns, rows);
                foreach (var reading in FileReading.All.Where(r => r.IsBesideReference == isBeside))
                {
                    var rates = reading.Measure(model, reference, device, sizes);
                    Console.WriteLine($"  {type,-10}{reading.Name,-30}{Figure(rates.OneThread, 10)}{Figure(rates.AllThreads, 12)}{Ratio(rates.AllThreads, rates.Reader, 10)}{(device is null ? "" : $"{Figure(rates.Device, 10)}{Ratio(rates.Device, rates.AllThreads, 11)}")}");
                }
            }
        }
    }

    /// <summary>Each reduction by itself, by the device alone.</summary>
    private static void ByLanes(DeviceAtHand device, Limits limits, Sizes sizes)
    {
        Console.WriteLine($"  by {LaneTeam.Lanes} lanes, each with a thread: sent each time from page-locked memory, at most {Megabytes(sizes.TileBytes)} at once; or resident, {Megabytes(sizes.ResidentBytes)} in each");
        Console.WriteLine($"  {"",-10}{"",-30}{"sent",10}{"x bus",8}{"resident",12}{"x memory",10}");
        foreach (var type in names.Select(n => WeightTypes.Find(n)!))
        {
            foreach (var sum in DeviceSum.All)
            {
                var (sent, resident) = Lanes(device, type, sum, sizes);
                Console.WriteLine($"  {type,-10}{sum.Name,-30}{Figure(sent, 10)}{Ratio(sent, limits.Bus, 8)}{Figure(resident, 12)}{Ratio(resident, limits.DeviceMemory, 10)}");
            }
        }
    }

    /// <summary>Each type that can be decoded: the moments of its rows.</summary>
    private static void EveryType(string folder, DeviceAtHand? device, Limits limits, Sizes sizes)
    {
        Console.WriteLine($"  moments of every type, from such a file{(device is null ? "" : ", and by such lanes")}");
        Console.WriteLine($"  {"",-10}{"1 thread",10}{$"{ScanOptions.Most} threads",12}{"x reader",10}{(device is null ? "" : $"{"device",10}{"x threads",11}{"sent",10}{"x bus",8}{"resident",12}{"x memory",10}")}");
        var targets = new List<string>();
        foreach (var type in WeightTypes.All.Where(t => t.Decoder is not null))
        {
            using var model = new StoredModel(folder, type, sizes.Columns, Math.Max(1, sizes.FileBytes / type.BytesOf(sizes.Columns)));
            var rates = FileReading.Moments.Measure(model, null, device, sizes);
            Console.Write($"  {type,-10}{Figure(rates.OneThread, 10)}{Figure(rates.AllThreads, 12)}{Ratio(rates.AllThreads, rates.Reader, 10)}");
            if (device is null)
            {
                Console.WriteLine();
                continue;
            }

            var (sent, resident) = Lanes(device, type, DeviceSum.Moments, sizes);
            Console.WriteLine($"{Figure(rates.Device, 10)}{Ratio(rates.Device, rates.AllThreads, 11)}{Figure(sent, 10)}{Ratio(sent, limits.Bus, 8)}{Figure(resident, 12)}{Ratio(resident, limits.DeviceMemory, 10)}");
            if (type.Name is "bf16" or "f16" or "q8_0") targets.Add($"  {type,-10}{Ratio(sent, limits.Bus, 8)} of the bus{Ratio(resident, limits.DeviceMemory, 8)} of the device's memory");
        }

        if (device is null) return;
        Console.WriteLine("  targets on a data-centre GPU: 80 % of the bus from the machine's memory, and 50 % of the device's memory for what is resident");
        foreach (var target in targets) Console.WriteLine(target);
    }

    private static (double? Sent, double? Resident) Lanes(DeviceAtHand device, WeightType type, DeviceSum sum, Sizes sizes)
    {
        var reference = sum.IsBesideReference ? WeightTypes.BF16 : null;
        return (
            device.Try(d => Rate(new LaneTeam(d, type, reference, sizes.Columns, sizes.TileBytes, sizes.TileWeights), isSentEachTime: true)),
            device.Try(d => Rate(new LaneTeam(d, type, reference, sizes.ResidentColumns, sizes.ResidentBytes, int.MaxValue), isSentEachTime: false)));

        double Rate(LaneTeam team, bool isSentEachTime)
        {
            using (team) return team.Rate(sum, isSentEachTime, sizes);
        }
    }

    private static string Megabytes(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{bytes >> 10} KiB";

    private static string Figure(double? rate, int width) => (rate is { } value ? value.ToString(value < 0.1 ? "G2" : "F2", CultureInfo.InvariantCulture) : "–").PadLeft(width);

    private static string Ratio(double? rate, double? peer, int width) => (rate / peer is { } value ? value.ToString("P0", CultureInfo.InvariantCulture) : "–").PadLeft(width);
}
