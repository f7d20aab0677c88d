using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Structure;

/// <summary>A healthy model of a dense block and two with experts, which a test damages in one place.</summary>
internal sealed class MoeModel
{
    public const int Hidden = 8, Width = 6, Experts = 4;

    private readonly Random random = new(5);
    private readonly List<(string Name, long[] Dimensions, float[] Values)> tensors = [];

    public MoeModel()
    {
        Add("token_embd.weight", Hidden, 20);
        for (var layer = 0; layer < 3; layer++)
        {
            Add($"blk.{layer}.attn_norm.weight", Hidden);
            Add($"blk.{layer}.attn_q.weight", Hidden, Hidden);
            Add($"blk.{layer}.ffn_norm.weight", Hidden);
            Add($"blk.{layer}.{(layer == 0 ? "ffn_up" : "ffn_up_shexp")}.weight", Hidden, 10);
            if (layer == 0) continue;
            Add($"blk.{layer}.ffn_gate_inp.weight", Hidden, Experts);
            Add($"blk.{layer}.exp_probs_b.bias", Experts);
            Add($"blk.{layer}.ffn_gate_exps.weight", Hidden, Width, Experts);
            Add($"blk.{layer}.ffn_up_exps.weight", Hidden, Width, Experts);
            Add($"blk.{layer}.ffn_down_exps.weight", Width, Hidden, Experts);
        }
    }

    /// <summary>Behind the architecture's name.</summary>
    public Dictionary<string, uint> Keys { get; } = new()
    {
        ["block_count"] = 3, ["embedding_length"] = Hidden, ["expert_count"] = Experts, ["expert_used_count"] = 2, ["expert_feed_forward_length"] = Width, ["leading_dense_block_count"] = 1,
    };

    /// <summary>A tensor of drawn weights, in place of one of that name where there is one.</summary>
    public MoeModel Add(string name, params long[] dimensions)
    {
        float[] values = [.. Enumerable.Range(0, (int)dimensions.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(random.NextDouble() - 0.5))];
        var at = tensors.FindIndex(t => t.Name == name);
        if (at >= 0) tensors[at] = (name, dimensions, values);
        else tensors.Add((name, dimensions, values));
        return this;
    }

    public MoeModel Remove(params string[] names)
    {
        foreach (var name in names) Assert.Equal(1, tensors.RemoveAll(t => t.Name == name));
        return this;
    }

    public float[] Values(string name) => tensors.Single(t => t.Name == name).Values;

    /// <summary>The weights of one expert, or of a router's row: an equal share of the tensor.</summary>
    public Span<float> Slice(string name, int expert) => Values(name).AsSpan(expert * (Values(name).Length / Experts), Values(name).Length / Experts);

    public string Write(TestFolder folder)
    {
        var gguf = new GgufBuilder().Key("general.architecture", "moe");
        foreach (var (key, value) in Keys) gguf.Key("moe." + key, value);
        foreach (var (name, dimensions, values) in tensors) gguf.Tensor(name, dimensions, values);
        return folder.Write("m.gguf", gguf.Build());
    }

    /// <summary>Everything that is wrong with it, place by place, and nothing of what is healthy.</summary>
    public IReadOnlyList<string> Offences(params string[] options)
    {
        using var folder = new TestFolder();
        return OffencesOf([Write(folder), .. options]);
    }

    /// <summary>Metric, subject, and each place with what stands beside it.</summary>
    public static IReadOnlyList<string> OffencesOf(params string[] options) =>
    [
        .. Structure(options)
            .Where(m => m["value"] is { } value && (double)value != 0 && (string?)m["subject"] != "model")
            .Select(m => $"{m["metric"]!.ToString()["structure.".Length..]} {m["value"]}: {string.Join(", ", m["items"]!.AsArray().Select(i => $"{i!["index"]} {i["value"]}"))}"),
    ];

    public static IReadOnlyList<string> Unavailable(params string[] options) =>
        [.. Structure(options).Where(m => m["unavailable"] is not null).Select(m => $"{m["metric"]} {m["subject"]}: {m["unavailable"]!["kind"]}, {m["unavailable"]!["reason"]}")];

    private static IEnumerable<JsonNode> Structure(string[] options) =>
        Measured.By(["--candidate", .. options]).Document["measurements"]!.AsArray().Where(m => m!["metric"]!.ToString().StartsWith("structure.", StringComparison.Ordinal))!;
}
