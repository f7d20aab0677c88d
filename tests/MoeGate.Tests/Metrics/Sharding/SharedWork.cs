using System.Text.Json.Nodes;
using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Formats.Tensors;
using MoeGate.Metrics.Sharding;
using MoeGate.Reductions.Scanning;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Sharding;

/// <summary>Ten blocks of one size and little embeddings, shared out.</summary>
public sealed class SharedWork : IDisposable
{
    private const int Layers = 10, Experts = 4, Width = 64;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(40)]
    public void IsDoneOnceAndInEqualParts(int shards)
    {
        var (candidate, reference) = (Write("c.gguf", "bf16"), Write("r.gguf", "f32"));
        var whole = BytesRead(candidate, reference, null);
        var read = Enumerable.Range(1, shards).Select(i => BytesRead(candidate, reference, ShardNumber.From(i, shards))).ToList();
        Assert.Equal(whole, read.Sum());

        // No shard has more than a block more than another; the embeddings hardly count.
        var block = whole / (double)Layers;
        Assert.All(read, bytes => Assert.InRange(bytes, Math.Floor((double)Layers / shards) * block * 0.99, Math.Ceiling((double)Layers / shards) * block * 1.01));
    }

    /// <summary>Whatever the weights of other shards are, a part is the same to the byte.</summary>
    [Fact]
    public void LooksAtNothingOfOtherShards()
    {
        var (candidate, reference) = (Write("c.gguf", "bf16"), Write("r.gguf", "f32"));
        var before = new Dictionary<int, string>();
        for (var shard = 1; shard <= 3; shard++) before.Add(shard, File.ReadAllText(Parts.Measure(folder, shard, 3, Options(candidate, reference))));
        var units = before.ToDictionary(b => b.Key, b => Units(b.Value));
        Assert.Equal(Layers + 1, units.Values.SelectMany(u => u).Distinct().Count());
        Assert.Equal(Layers + 1, units.Values.Sum(u => u.Count));

        for (var shard = 1; shard <= 3; shard++)
        {
            Write("c.gguf", "bf16");
            Write("r.gguf", "f32");
            foreach (var path in (string[])[candidate, reference]) Overwrite(path, name => !units[shard].Contains(UnitOf(name)));
            Assert.Equal(before[shard], File.ReadAllText(Parts.Measure(folder, shard, 3, Options(candidate, reference))));
        }
    }

    [Fact]
    public void IsPlannedTheSameEverywhere()
    {
        var (candidate, reference) = (Write("c.gguf", "bf16"), Write("r.gguf", "f32"));
        var here = Plan(candidate, reference);
        using var elsewhere = new TestFolder();
        File.Copy(candidate, elsewhere["c.gguf"]);
        File.Copy(reference, elsewhere["r.gguf"]);
        Assert.Equal(here, Plan(elsewhere["c.gguf"], elsewhere["r.gguf"]));

        File.Move(candidate, elsewhere["other.gguf"]);
        Assert.NotEqual(here, Plan(elsewhere["other.gguf"], reference));
    }

    private static string Plan(string candidate, string reference) =>
        Gate.Measure(Request(candidate, reference, ShardNumber.From(2, 3), new ScanOptions()), TestContext.Current.CancellationToken).Shard!.Plan;

    private static long BytesRead(string candidate, string reference, ShardNumber? shard)
    {
        var scan = new ScanOptions();
        Gate.Measure(Request(candidate, reference, shard, scan), TestContext.Current.CancellationToken);
        Assert.Equal(scan.Progress.Total, scan.Progress.Done);
        return scan.Progress.Total;
    }

    private static GateRequest Request(string candidate, string reference, ShardNumber? shard, ScanOptions scan) => new()
    {
        Evidence = new EvidenceRequest { Candidate = EvidencePath.OnCommandLine(candidate), Reference = EvidencePath.OnCommandLine(reference) },
        Shard = shard,
        Scan = scan,
    };

    private static string[] Options(string candidate, string reference) => ["--candidate", candidate, "--reference", reference, "--all"];

    /// <summary>The units whose tensors a part has figures of.</summary>
    private static HashSet<string> Units(string part) =>
        [.. JsonNode.Parse(part)!["measurements"]!.AsArray().Select(m => (string)m!["subject"]!).Where(s => s.Count(c => c == '.') > 1 || s.StartsWith("token", StringComparison.Ordinal)).Select(UnitOf)];

    private static string UnitOf(string name) => name.StartsWith("blk.", StringComparison.Ordinal) ? string.Join('.', name.Split('.')[..2]) : "token_embd";

    private string Write(string name, string type)
    {
        var random = new Random(4);
        var stored = WeightTypes.Find(type)!;
        var file = new GgufBuilder();
        void Add(string tensor, params long[] dimensions) =>
            file.Tensor(tensor, stored, dimensions, Bytes([.. Enumerable.Range(0, (int)dimensions.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(random.NextDouble() - 0.5))]));
        byte[] Bytes(float[] weights) => type == "f32" ? SmallModel.Bytes(weights) : SmallModel.Bytes(weights.Select(SmallModel.Upper));

        Add("token_embd.weight", Width, 8);
        for (var layer = 0; layer < Layers; layer++)
        {
            Add($"blk.{layer}.attn_norm.weight", Width);
            Add($"blk.{layer}.ffn_gate_inp.weight", Width, Experts);
            foreach (var part in (string[])["gate", "up", "down"]) Add($"blk.{layer}.ffn_{part}_exps.weight", Width, Width, Experts);
        }

        return folder.Write(name, file.Build());
    }

    /// <summary>Every byte of these tensors becomes another.</summary>
    private static void Overwrite(string path, Func<string, bool> which)
    {
        var bytes = File.ReadAllBytes(path);
        using (var source = TensorSources.Open(path, path))
            foreach (var tensor in source.Tensors.Where(t => which(t.Name)))
                foreach (ref var stored in bytes.AsSpan((int)tensor.Offset, (int)tensor.Bytes))
                    stored ^= 0xFF;
        File.WriteAllBytes(path, bytes);
    }
}
