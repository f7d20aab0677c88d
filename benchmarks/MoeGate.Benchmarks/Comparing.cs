using MoeGate.Blocks;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Pairing;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Benchmarks;

/// <summary>
/// How fast a candidate is compared with a reference of 0.6 GB in bfloat16, both in the page cache: against reading the bytes of both
/// with decoding and arithmetic left out.
/// </summary>
internal static class Comparing
{
    private const int Columns = 2048, Rows = 1024, Experts = 48;
    private const int Piece = 256 * 1024;

    private static readonly string[] roles = ["ffn_gate_exps", "ffn_up_exps", "ffn_down_exps"];

    public static void Run(string folder)
    {
        if (!Ggml.IsInstalled)
        {
            Console.WriteLine("ggml's library is not installed (npm ci --ignore-scripts in tests/tools), so there are no candidates to compare");
            return;
        }

        var expert = Draw();
        var path = Write(folder, WeightTypes.BF16, expert);
        using var reference = TensorSources.Open(path, "reference");
        Console.WriteLine($"A reference of {reference.Bytes / 1e6:F0} MB in bf16 and its candidates, in the page cache; median of {Turns.Rounds}, in turn; GB of both files a second");
        Console.WriteLine($"  {"",-10}{"reader",8}{"compare",9}{"x reader",10}{"1 thread",10}{"s/GB",8}   all of the reader's and ours with {Turns.Threads} threads");
        foreach (var type in (string[])["bf16", "q8_0", "q6_K", "q4_K"])
        {
            var candidatePath = type == "bf16" ? path : Write(folder, WeightTypes.Find(type)!, expert);
            using var candidate = TensorSources.Open(candidatePath, type);
            var pairs = ModelPairing.Of(WeightTensors.Of(candidate), WeightTensors.Of(reference), candidate.Metadata, reference.Metadata).Pairs.Values.ToList();
            var times = Turns.Times(() => Turns.Read([reference, candidate], Piece), () => Compare(pairs, Turns.Threads), () => Compare(pairs, 1));
            var (reader, all, one) = (Turns.Median(times[0]), Turns.Median(times[1]), Turns.Median(times[2]));
            var gigabytes = (reference.Bytes + candidate.Bytes) / 1e9;
            Console.WriteLine($"  {type,-10}{gigabytes / reader,8:F1}{gigabytes / all,9:F1}{reader / all,10:P0}{gigabytes / one,10:F1}{all / gigabytes,8:F2}");
            if (type == "q4_K") Turns.WholeProcess("compare", path, candidatePath);
        }
    }

    private static void Compare(IReadOnlyList<TensorPair> pairs, int threads) =>
        TensorScan.Run([], [.. pairs.Select(p => new PairRequest(p, ReducePair.Errors))], new ScanOptions { Threads = threads });

    /// <summary>One expert's weights: all experts are the same, for the time that reading takes does not depend on what is read.</summary>
    private static float[] Draw()
    {
        var random = new Random(5);
        var weights = new float[Columns * Rows];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return weights;
    }

    private static string Write(string folder, WeightType type, float[] expert)
    {
        var stored = Ggml.Quantize(type.Id!.Value, expert, Columns);
        var tensor = new byte[stored.Length * (long)Experts];
        for (var e = 0; e < Experts; e++) stored.CopyTo(tensor, e * (long)stored.Length);
        var file = new GgufBuilder().Key("general.architecture", "benchmark");
        foreach (var role in roles) file.Tensor($"blk.0.{role}.weight", type, [Columns, Rows, Experts], tensor);
        var path = Path.Combine(folder, type.Name + ".gguf");
        File.WriteAllBytes(path, file.Build());
        return path;
    }
}
