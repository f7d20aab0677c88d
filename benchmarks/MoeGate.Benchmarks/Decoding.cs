using System.Diagnostics;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Benchmarks;

/// <summary>
/// How fast stored blocks become floats: against ggml's own decoder of the type on one thread, and against writing as many floats
/// without decoding anything.
/// </summary>
internal static class Decoding
{
    private const int Weights = 16 * 1024; // A tile, as the product decodes them: its floats stay in the cache.
    private const int Rounds = 40;
    private const double ShortRun = 0.0008;

    private static readonly int threads = Environment.ProcessorCount;

    public static void Run()
    {
        var types = WeightTypes.All.Where(t => t.Decoder is not null).Select(t => new Contender(t)).ToList();
        var write = new Contender();
        for (var round = 0; round < Rounds; round++)
        {
            write.Time();
            foreach (var type in types) type.Time();
        }

        Console.WriteLine($"{Weights / 1024}K weights to float, again and again in the cache; best of {Rounds} runs of {ShortRun * 1e3:F1} ms, in turn; GB/s of floats written");
        if (!Ggml.IsInstalled) Console.WriteLine("  ggml's library is not installed (npm ci --ignore-scripts in tests/tools), so it is not compared with");
        Console.WriteLine($"  {"type",-10}{"ours",8}{"stored",8}{"ggml",8}{"x ggml",8}{"x write",9}{$"{threads} threads",12}");
        foreach (var type in types) type.Print(write.Best);
        Console.WriteLine($"  {"a bare write of the floats",-34}{"",8}{write.Best,9:F1}{write.BestOfAll,12:F1}");
    }

    /// <summary>One type, or the writing of floats by itself.</summary>
    private sealed class Contender
    {
        private readonly WeightType? type;
        private readonly byte[] blocks = [];
        private readonly float[][] tiles = [.. Enumerable.Range(0, threads).Select(_ => GC.AllocateArray<float>(Weights, pinned: true))];
        private readonly bool hasPeer;
        private double bestPeer;

        public Contender(WeightType? type = null)
        {
            this.type = type;
            if (type is null) return;
            hasPeer = Ggml.IsInstalled && type.Id is { } id && Ggml.HasDecoder(id);
            blocks = hasPeer ? Quantized(type) : Random(type);
        }

        /// <summary>GB/s on one thread, and on all of them.</summary>
        public double Best { get; private set; }

        public double BestOfAll { get; private set; }

        public void Time()
        {
            Best = Math.Max(Best, Rate(() => Work(tiles[0])));
            if (hasPeer) bestPeer = Math.Max(bestPeer, Rate(() => Ggml.Decode((int)type!.Id!, blocks, tiles[0])));
            BestOfAll = Math.Max(BestOfAll, RateOfAll());
        }

        public void Print(double write)
        {
            var peer = hasPeer ? $"{bestPeer,8:F1}{Best / bestPeer,8:F1}" : $"{"",16}";
            Console.WriteLine($"  {type,-10}{Best,8:F1}{Best * type!.BitsPerWeight / 32,8:F1}{peer}{Best / write,9:P0}{BestOfAll,12:F1}");
        }

        private void Work(float[] tile)
        {
            if (type is null) Array.Fill(tile, 1f);
            else type.Decoder!.Decode(blocks, tile);
        }

        private double RateOfAll()
        {
            using var start = new Barrier(threads);
            var rates = new double[threads];
            var workers = Enumerable.Range(0, threads).Select(t => new Thread(() =>
            {
                start.SignalAndWait();
                rates[t] = Rate(() => Work(tiles[t]));
            })).ToList();
            foreach (var worker in workers) worker.Start();
            foreach (var worker in workers) worker.Join();
            return rates.Sum();
        }

        private static double Rate(Action decode)
        {
            var watch = Stopwatch.StartNew();
            var times = 0;
            while (watch.Elapsed.TotalSeconds < ShortRun)
            {
                for (var i = 0; i < 8; i++) decode();
                times += 8;
            }

            return times * (Weights * sizeof(float) / 1e9) / watch.Elapsed.TotalSeconds;
        }

        /// <summary>What ggml makes of Gaussian weights as large as those of models: their scales are often subnormal halves.</summary>
        private static byte[] Quantized(WeightType type)
        {
            var random = new Random(1);
            var weights = new float[Weights];
            for (var i = 0; i < Weights; i++) weights[i] = (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            var importance = new float[1024];
            Array.Fill(importance, 1f);
            return Ggml.Quantize((int)type.Id!, weights, importance.Length, importance);
        }

        private static byte[] Random(WeightType type)
        {
            var bytes = new byte[Weights / type.Length * type.Bytes];
            new Random(1).NextBytes(bytes);
            return bytes;
        }
    }
}
