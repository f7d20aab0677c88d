using System.Diagnostics;
using System.Text.Json;
using MoeGate.Evidence;

namespace MoeGate.Benchmarks;

/// <summary>How fast a large statistics file is read, against reading its bytes and against the framework's own tokenizer; and what it holds.</summary>
internal static class Reading
{
    public static void Run(string folder, double gigabytes)
    {
        var path = Path.Combine(folder, "large.json");
        SyntheticProfile.Write(path, layers: (int)(gigabytes * 1e9 / (32.5 * 4096)), experts: 4096);
        var bytes = new FileInfo(path).Length;

        Bytes(path);
        var raw = Time(() => Bytes(path));
        var tokens = Time(() => Tokens(path));
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        ExpertProfile? profile = null;
        var ours = Time(() => profile = ExpertProfileReader.Read(path, "large.json"));
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        GC.Collect();
        var held = GC.GetTotalMemory(forceFullCollection: true);
        var figures = profile!.Layers.Sum(l => 3L * l.Experts);

        Console.WriteLine($"Reading {bytes / 1e9:F2} GB of expert statistics ({figures / 1e6:F1} million figures)");
        Console.WriteLine($"  {"",-36}{"MB/s",8}{"x bytes",10}");
        Console.WriteLine($"  {"bytes into a buffer (the limit)",-36}{bytes / 1e6 / raw,8:F0}{1.0,10:F2}");
        Console.WriteLine($"  {"Utf8JsonReader, tokens only",-36}{bytes / 1e6 / tokens,8:F0}{raw / tokens,10:F2}");
        Console.WriteLine($"  {"expert statistics, checked",-36}{bytes / 1e6 / ours,8:F0}{raw / ours,10:F2}");
        Console.WriteLine($"  held afterwards {held / 1e6:F0} MB, {(double)held / bytes:F2} of the file; allocated in all {(double)allocated / bytes:F2} of the file");
        GC.KeepAlive(profile);
    }

    private static double Time(Action action)
    {
        var watch = Stopwatch.StartNew();
        action();
        return watch.Elapsed.TotalSeconds;
    }

    private static void Bytes(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) > 0)
        {
        }
    }

    private static void Tokens(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 0);
        var buffer = new byte[64 * 1024];
        var state = default(JsonReaderState);
        var filled = 0;
        while (true)
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            filled += read;
            var reader = new Utf8JsonReader(buffer.AsSpan(0, filled), filled < buffer.Length, state);
            while (reader.Read())
            {
            }

            if (filled < buffer.Length) return;
            state = reader.CurrentState;
            var rest = filled - (int)reader.BytesConsumed;
            buffer.AsSpan((int)reader.BytesConsumed, rest).CopyTo(buffer);
            filled = rest;
        }
    }
}
