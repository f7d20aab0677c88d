using System.Text.Json.Nodes;
using MoeGate.Tests.Support;
using NJsonSchema;

namespace MoeGate.Tests.Tool;

/// <summary>A measurement in shards is the measurement in one piece, to the byte, and so is the verdict.</summary>
public class MeasuredInShards
{
    private static readonly string tiny = Repository.File("samples", "tiny-moe");

    private static readonly Lazy<Release> drawn = new(() => Release.Draw(new Shape(Layers: 6, Dense: 1, Width: 64, Inner: 64, HasShared: true), seed: 9));

    /// <summary>One, a few, more than the sample has blocks, and more than there is work.</summary>
    private static readonly int[] numbers = [1, 2, 3, 7, 50];

    [Fact]
    public void TheSampleIsTheSame() => IsTheSame(
        numbers,
        "--candidate", Path.Combine(tiny, "candidates", "q4_k_m.gguf"), "--reference", Path.Combine(tiny, "reference", "tiny-moe-bf16.gguf"),
        "--imatrix", Path.Combine(tiny, "imatrix", "tiny-moe.imatrix.gguf"), "--activations", Path.Combine(tiny, "activations"), "--sample", "24");

    [Fact]
    public void EveryRowOfTheSampleIsTheSame() => IsTheSame(
        [3], "--candidate", Path.Combine(tiny, "candidates", "q4_k_m.gguf"), "--reference", Path.Combine(tiny, "reference", "tiny-moe-bf16.gguf"));

    [Fact]
    public void TheSampleBesideItsOwnRulesIsTheSame()
    {
        using var folder = new TestFolder();
        var gate = Path.Combine(tiny, "must-not-ship.json");
        var whole = Parts.InOnePiece(gate);
        var now = Moegate.Run("check", gate, "--no-progress", "--report", "json");
        foreach (var shards in numbers)
        {
            var all = folder.Write("all.json", Parts.Merge(Parts.Measure(folder, shards, gate)));
            Assert.Equal(whole, File.ReadAllText(all));
            var later = Moegate.Run("check", gate, "--metrics", all, "--report", "json");
            Assert.Equal((1, now.Out), (later.ExitCode, later.Out));
        }
    }

    /// <summary>Of experts that were cut, stacked, and damaged in several blocks, so that what is found has to be put together too.</summary>
    [Fact]
    public void ADamagedReleaseIsTheSame()
    {
        Release.RequireGgml();
        using var folder = new TestFolder();
        var kept = (int[])[5, 1, 3, 4];
        var candidate = drawn.Value.Keep(_ => kept).With(Damage).Gguf("q8_0");
        IsTheSame(
            numbers,
            "--candidate", folder.Write("candidate.gguf", candidate), "--reference", folder.Write("reference.safetensors", drawn.Value.Safetensors(stacked: true)),
            "--plan", folder.Write("plan.json", "{" + string.Join(", ", drawn.Value.ExpertLayers.Select(l => $"\"{l}\": [1, 3, 4, 5]")) + "}"));
    }

    [Theory]
    [InlineData("--select", "layer=2-4")]
    [InlineData("--select", "role=ffn_*_exps")]
    [InlineData("--sample", "3", "--seed", "5")]
    public void APartOfAReleaseIsTheSame(params string[] options)
    {
        Release.RequireGgml();
        using var folder = new TestFolder();
        IsTheSame(
            [3],
            ["--candidate", folder.Write("candidate.gguf", drawn.Value.Gguf("q8_0")), "--reference", folder.Write("reference.gguf", drawn.Value.Gguf("bf16")), .. options]);
    }

    [Fact]
    public void StatisticsAreTheSame() => IsTheSame(
        [3], "--experts", Sample.Path("calibration.json"), "--held-out", Sample.Path("heldout-code.json"), "--plan", Sample.Path("plan-random.json"), "--architecture", Sample.Path("architecture.json"));

    [Fact]
    public void EvaluationsAreTheSame() => IsTheSame([2], "--evaluation", "tasks=" + Repository.File("samples", "evaluations", "tasks.json"));

    [Fact]
    public void ActivationsAloneAreTheSame() => IsTheSame([2], "--activations", Path.Combine(tiny, "activations"));

    /// <summary>Neither the number of threads nor the order of the parts matters.</summary>
    [Fact]
    public void ByWhomeverAreTheSame()
    {
        using var folder = new TestFolder();
        string[] evidence = ["--candidate", Repository.File("samples", "releases", "pruned-q4_0.gguf"), "--reference", Repository.File("samples", "weights", "model.gguf")];
        var first = Parts.Measure(folder, 1, 2, [.. evidence, "--threads", "1"]);
        var second = Parts.Measure(folder, 2, 2, [.. evidence, "--threads", "5"]);
        Assert.Equal(Parts.InOnePiece(evidence), Parts.Merge(second, first));
    }

    [Fact]
    public async Task EachIsAsTheSchemaSays()
    {
        using var folder = new TestFolder();
        var schema = await JsonSchema.FromJsonAsync(Moegate.Run("schema", "results").Out, TestContext.Current.CancellationToken);
        var part = await File.ReadAllTextAsync(Parts.Measure(folder, 2, 3, "--experts", Sample.Path("calibration.json")), TestContext.Current.CancellationToken);
        Assert.Empty(schema.Validate(part));
        Assert.Equal((2, 3), ((int)JsonNode.Parse(part)!["shard"]!["index"]!, (int)JsonNode.Parse(part)!["shard"]!["of"]!));
    }

    [Fact]
    public void AreWrittenWhereAFileIsNamed()
    {
        using var folder = new TestFolder();
        var parts = Parts.Measure(folder, 2, "--experts", Sample.Path("calibration.json"), "--keep", "0.5");
        var run = Moegate.Run(["merge", .. parts, "-o", folder["all.json"]]);
        Assert.Equal(Moegate.Run("measure", "--experts", Sample.Path("calibration.json"), "--keep", "0.5", "-o", folder["whole.json"]), run);
        Assert.Equal(File.ReadAllText(folder["whole.json"]), File.ReadAllText(folder["all.json"]));
    }

    private static void IsTheSame(int[] numbers, params string[] evidence)
    {
        using var folder = new TestFolder();
        evidence = [.. evidence, "--all"];
        var whole = Parts.InOnePiece(evidence);
        foreach (var shards in numbers) Assert.Equal(whole, Parts.Merge(Parts.Measure(folder, shards, evidence)));

        var now = Moegate.Run(["check", .. evidence, "--no-progress", "--report", "json"]);
        var later = Moegate.Run("check", "--metrics", folder.Write("all.json", whole), "--report", "json");
        Assert.Equal((now.ExitCode, now.Out), (later.ExitCode, later.Out));
    }

    private static void Damage(Release release)
    {
        foreach (var lost in (string[])["blk.2.attn_k.weight", "blk.4.attn_v.weight", "blk.5.ffn_up_shexp.weight"]) release.Tensors.Remove(lost);
        foreach (var name in release.Tensors.Keys.Where(n => n.StartsWith("blk.3.", StringComparison.Ordinal)).ToList()) release.Tensors.Remove(name);
        foreach (var part in (string[])["gate", "up", "down"])
            if (release[$"blk.5.ffn_{part}_exps.weight"] is var matrix)
                matrix.Expert(0).CopyTo(matrix.Expert(2));
        release["blk.1.ffn_down_exps.weight"].Expert(3).Clear();
        release["blk.4.ffn_gate_inp.weight"].Row(2).Clear();
        release["token_embd.weight"].Weights[7] = float.NaN;
    }
}
