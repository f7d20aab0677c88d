using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Formats.Tensors;

namespace MoeGate.Tests.Support;

/// <summary>
/// A small model with experts as it is before and after a release: drawn, pruned, reordered or damaged as a test asks for, and written
/// in any type, quantized by ggml itself.
/// </summary>
internal sealed class Release
{
    /// <summary>Of a model that is drawn without a <see cref="Shape"/>.</summary>
    public const int Layers = 2, Width = 256, Inner = 256, Words = 48, Heads = 4, KeyHeads = 2;

    /// <summary>Skips the test where ggml is not installed.</summary>
    public static Release Draw(int experts = 6, int seed = 1) => Draw(new Shape(experts), seed);

    public static Release Draw(Shape shape, int seed)
    {
        RequireGgml();
        var random = new Random(seed);
        var release = new Release { Architecture = shape.Architecture };
        release.Say(shape);
        release.Add("token_embd.weight", random, 0.02, shape.Width, Words);
        release.Add("output_norm.weight", random, 0.1, shape.Width);
        release.Add("output.weight", random, 0.02, shape.Width, Words);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            var block = $"blk.{layer}.";
            release.Add(block + "attn_norm.weight", random, 0.1, shape.Width);
            release.Add(block + "attn_q.weight", random, 0.03, shape.Width, shape.Width);
            release.Add(block + "attn_k.weight", random, 0.03, shape.Width, shape.Width / shape.Heads * shape.KeyHeads);
            release.Add(block + "attn_v.weight", random, 0.03, shape.Width, shape.Width / shape.Heads * shape.KeyHeads);
            release.Add(block + "attn_output.weight", random, 0.03, shape.Width, shape.Width);
            release.Add(block + "ffn_norm.weight", random, 0.1, shape.Width);
            if (layer < shape.Dense)
            {
                release.AddNetwork(block, "", random, shape.Width, 2 * shape.Inner);
                continue;
            }

            release.Add(block + "ffn_gate_inp.weight", random, 0.05, shape.Width, shape.Experts);
            release.Add(block + "exp_probs_b.bias", random, 0.5, shape.Experts);
            release.AddNetwork(block, "_exps", random, shape.Width, shape.Inner, shape.Experts);
            if (shape.HasShared) release.AddNetwork(block, "_shexp", random, shape.Width, shape.Inner);
        }

        return release;
    }

    /// <summary>A model as a GGUF file has it; of its keys those that the gate's own reader keeps, which leaves out lists of numbers that are not whole.</summary>
    public static Release Read(string path)
    {
        RequireGgml();
        using var source = TensorSources.Open(path, Path.GetFileName(path));
        var file = source.Metadata!;
        var release = new Release { Architecture = file.Text("general.architecture")! };
        foreach (var key in file.Keys)
        {
            object? value = file.Integer(key) ?? (object?)file.Number(key) ?? file.Text(key) ?? (object?)file.Flag(key) ?? file.Integers(key)?.Select(n => (int)n).ToArray() ?? (object?)file.Texts(key)?.ToArray();
            if (value is not null && key != "general.architecture") release.Keys[key] = value is double number ? (float)number : value;
        }

        foreach (var entry in source.Tensors) release.Tensors.Add(entry.Name, new Tensor([.. entry.Dimensions], Sources.Floats(entry)));
        return release;
    }

    public static void RequireGgml() => Assert.SkipUnless(Ggml.IsInstalled, "the npm tools are not installed: npm ci --ignore-scripts in tests/tools");

    public required string Architecture { get; init; }

    /// <summary>What the file says of its model, behind <c>general.architecture</c>.</summary>
    public OrderedDictionary<string, object> Keys { get; private init; } = new(StringComparer.Ordinal);

    public int Experts
    {
        get => Number("expert_count");
        set => Say("expert_count", value);
    }

    public int ExpertsUsed
    {
        get => Number("expert_used_count");
        set => Say("expert_used_count", value);
    }

    /// <summary>Blocks that have experts.</summary>
    public IReadOnlyList<int> ExpertLayers => [.. Tensors.Keys.Where(n => Role(n) == "ffn_gate_inp.weight").Select(LayerOf).Order()];

    public int Blocks => Tensors.Keys.Where(n => n.StartsWith("blk.", StringComparison.Ordinal)).Max(LayerOf) + 1;

    public SortedDictionary<string, Tensor> Tensors { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>A whole number that the keys of the architecture say.</summary>
    public int Number(string key) => Convert.ToInt32(Keys[$"{Architecture}.{key}"], CultureInfo.InvariantCulture);

    public void Say(string key, object value) => Keys[$"{Architecture}.{key}"] = value;

    /// <summary>Weights in GGUF's order, the row length first.</summary>
    public sealed record Tensor(long[] Dimensions, float[] Weights)
    {
        public int Columns => (int)Dimensions[0];

        /// <summary>The weights of one expert of a stacked tensor.</summary>
        public Span<float> Expert(int expert) => Weights.AsSpan(expert * (Weights.Length / (int)Dimensions[^1]), Weights.Length / (int)Dimensions[^1]);

        public Span<float> Row(int row) => Weights.AsSpan(row * Columns, Columns);
    }

    public Tensor this[string name] => Tensors[name];

    public Release Copy() => new()
    {
        Architecture = Architecture,
        Keys = new(Keys, StringComparer.Ordinal),
        Tensors = new(Tensors.ToDictionary(t => t.Key, t => t.Value with { Weights = [.. t.Value.Weights] }), StringComparer.Ordinal),
    };

    /// <summary>A copy in which each layer holds these experts in this order, their rows of the router and its bias with them.</summary>
    public Release Keep(Func<int, int[]> experts)
    {
        var kept = Copy();
        kept.Experts = experts(ExpertLayers[0]).Length;
        foreach (var (name, tensor) in Tensors)
        {
            if (Role(name) is not ("ffn_gate_inp.weight" or "exp_probs_b.bias" or "ffn_gate_exps.weight" or "ffn_up_exps.weight" or "ffn_down_exps.weight")) continue;
            var ids = experts(LayerOf(name));
            var weights = new List<float>();
            foreach (var id in ids) weights.AddRange(tensor.Expert(id));
            kept.Tensors[name] = new Tensor([.. tensor.Dimensions[..^1], ids.Length], [.. weights]);
        }

        return kept;
    }

    public Release With(Action<Release> change)
    {
        var changed = Copy();
        change(changed);
        return changed;
    }

    /// <summary>A GGUF file; matrices in the type that is asked for, norms, routers and biases in F32.</summary>
    /// <param name="type">By the tensor's name.</param>
    /// <param name="change">Something done to the stored bytes of a tensor.</param>
    public byte[] Gguf(Func<string, WeightType> type, Action<string, byte[]>? change = null, Action<GgufBuilder>? keys = null)
    {
        var file = new GgufBuilder().Key("general.architecture", Architecture);
        foreach (var (key, value) in Keys) Write(file, key, value);
        keys?.Invoke(file);
        foreach (var (name, tensor) in Tensors)
        {
            var stored = IsKeptExact(name, tensor) ? WeightTypes.F32 : type(name);
            var bytes = StoredOnce.Bytes(stored, tensor.Weights, tensor.Columns, Slices(tensor));
            change?.Invoke(name, bytes);
            file.Tensor(name, stored, tensor.Dimensions, bytes);
        }

        return file.Build();
    }

    public byte[] Gguf(string type) => Gguf(_ => WeightTypes.Find(type)!);

    /// <summary>The same model as Hugging Face names and orders it, in BF16, or its large matrices in 8 bits.</summary>
    public byte[] Safetensors(bool stacked = false, EightBits? bits = null)
    {
        var file = new SafetensorsBuilder();
        foreach (var (name, tensor) in Tensors) Add(file, name, tensor, stacked, bits);
        return file.Build();
    }

    /// <summary>A copy of what is left of the large matrices in 8 bits.</summary>
    public Release Rounded(EightBits bits) => With(release =>
    {
        foreach (var (name, tensor) in release.Tensors.Where(t => IsLarge(t.Key, t.Value)).ToList())
        {
            float[] rounded = [.. Enumerable.Range(0, Slices(tensor)).SelectMany(e => bits.Quantize(InOrder(name, tensor with { Weights = [.. Slice(tensor, e)] }), tensor.Columns).Weights)];
            release.Tensors[name] = tensor with { Weights = HeadsOf(name) is { } heads ? Unrotated(tensor with { Weights = rounded }, heads, back: true) : rounded };
        }
    });

    public static byte[] BF16(ReadOnlySpan<float> weights) => Ggml.Quantize(WeightTypes.BF16.Id!.Value, weights, weights.Length);

    private static bool IsKeptExact(string name, Tensor tensor) => tensor.Dimensions.Length == 1 || name.Contains("ffn_gate_inp", StringComparison.Ordinal);

    /// <summary>Whether it is stored in 8 bits where that is asked for.</summary>
    private static bool IsLarge(string name, Tensor tensor) => name.StartsWith("blk.", StringComparison.Ordinal) && !IsKeptExact(name, tensor);

    private static int Slices(Tensor tensor) => tensor.Dimensions.Length == 3 ? (int)tensor.Dimensions[2] : 1;

    private static Span<float> Slice(Tensor tensor, int expert) => Slices(tensor) > 1 ? tensor.Expert(expert) : tensor.Weights;

    private int? HeadsOf(string name) => Role(name) switch
    {
        "attn_q.weight" => Number("attention.head_count"),
        "attn_k.weight" => Number("attention.head_count_kv"),
        _ => null,
    };

    /// <summary>The weights with their rows in Hugging Face's order.</summary>
    public float[] InOrder(string name, Tensor tensor) => HeadsOf(name) is { } heads ? Unrotated(tensor, heads) : tensor.Weights;

    private static int LayerOf(string name) => int.Parse(name.Split('.')[1], CultureInfo.InvariantCulture);

    private static string Role(string name) => name.StartsWith("blk.", StringComparison.Ordinal) ? string.Join('.', name.Split('.')[2..]) : name;

    /// <summary>The three matrices of a network with a gate.</summary>
    /// <param name="block">The beginning of their names.</param>
    /// <param name="kind">The end of their roles: of stacked experts, of a shared one, of neither.</param>
    /// <param name="random">What they are drawn from.</param>
    /// <param name="width">Of what enters and leaves it.</param>
    /// <param name="inner">Of what lies between.</param>
    /// <param name="experts">How many are stacked, where they are.</param>
    public void AddNetwork(string block, string kind, Random random, int width, int inner, params int[] experts)
    {
        long[] stacked = [.. experts];
        Add($"{block}ffn_gate{kind}.weight", random, 0.03, [width, inner, .. stacked]);
        Add($"{block}ffn_up{kind}.weight", random, 0.03, [width, inner, .. stacked]);
        Add($"{block}ffn_down{kind}.weight", random, 0.03, [inner, width, .. stacked]);
    }

    private void Say(Shape shape)
    {
        Say("block_count", shape.Layers);
        Say("embedding_length", shape.Width);
        if (shape.Dense > 0) Say("feed_forward_length", 2 * shape.Inner);
        Say("leading_dense_block_count", shape.Dense);
        Say("attention.head_count", shape.Heads);
        Say("attention.head_count_kv", shape.KeyHeads);
        Say("attention.layer_norm_rms_epsilon", 1e-6f);
        Say("rope.freq_base", 10000f);
        Say("rope.dimension_count", shape.Width / shape.Heads);
        Say("expert_count", shape.Experts);
        Say("expert_used_count", 2);
        Say("expert_shared_count", shape.HasShared ? 1 : 0);
        Say("expert_feed_forward_length", shape.Inner);
        Say("expert_weights_scale", 2.5f);
        Say("expert_weights_norm", true);
        Say("expert_gating_func", 2);
    }

    private static void Write(GgufBuilder file, string key, object value)
    {
        _ = value switch
        {
            string text => file.Key(key, text),
            bool flag => file.Key(key, flag),
            float number => file.Key(key, number),
            int[] numbers => file.Key(key, numbers),
            string[] texts => file.Key(key, texts),
            _ => file.Key(key, Convert.ToUInt32(value, CultureInfo.InvariantCulture)),
        };
    }

    public void Add(string name, Random random, double scale, params long[] dimensions)
    {
        var weights = new float[dimensions.Aggregate(1L, (a, b) => a * b)];

        // Rounded to bfloat16, as released weights are; norms about 1.
        for (var i = 0; i < weights.Length; i++)
        {
            var gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            weights[i] = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)((dimensions.Length == 1 ? 1 : 0) + scale * gauss)) & 0xFFFF0000);
        }

        Tensors.Add(name, new Tensor(dimensions, weights));
    }

    private void Add(SafetensorsBuilder file, string name, Tensor tensor, bool stacked, EightBits? bits)
    {
        if (!IsLarge(name, tensor)) bits = null;
        var layer = name.StartsWith("blk.", StringComparison.Ordinal) ? $"model.layers.{name.Split('.')[1]}." : "";
        var own = Role(name) switch
        {
            "token_embd.weight" => "model.embed_tokens.weight",
            "output_norm.weight" => "model.norm.weight",
            "output.weight" => "lm_head.weight",
            "attn_norm.weight" => layer + "input_layernorm.weight",
            "attn_q.weight" => layer + "self_attn.q_proj.weight",
            "attn_k.weight" => layer + "self_attn.k_proj.weight",
            "attn_v.weight" => layer + "self_attn.v_proj.weight",
            "attn_output.weight" => layer + "self_attn.o_proj.weight",
            "ffn_norm.weight" => layer + "post_attention_layernorm.weight",
            "ffn_gate_inp.weight" => layer + "mlp.gate.weight",
            "exp_probs_b.bias" => layer + "mlp.gate.e_score_correction_bias",
            "ffn_gate.weight" => layer + "mlp.gate_proj.weight",
            "ffn_up.weight" => layer + "mlp.up_proj.weight",
            "ffn_down.weight" => layer + "mlp.down_proj.weight",
            var role when role.EndsWith("_shexp.weight", StringComparison.Ordinal) => layer + "mlp.shared_experts." + role[4..role.IndexOf('_', 4)] + "_proj.weight",
            var role => layer + "mlp.experts.*." + role[4..role.IndexOf('_', 4)] + "_proj.weight",
        };
        if (!own.Contains('*', StringComparison.Ordinal))
        {
            Store(file, own, [.. tensor.Dimensions.Reverse()], bits, InOrder(name, tensor));
            return;
        }

        if (stacked && Role(name) == "ffn_gate_exps.weight")
        {
            var up = Tensors[name.Replace("gate", "up", StringComparison.Ordinal)];
            Store(file, layer + "mlp.experts.gate_up_proj", [Experts, 2 * tensor.Dimensions[1], tensor.Columns], bits, [.. Enumerable.Range(0, Experts).Select(e => (float[])[.. tensor.Expert(e), .. up.Expert(e)])]);
        }
        else if (stacked && Role(name) == "ffn_down_exps.weight") Store(file, layer + "mlp.experts.down_proj", [Experts, tensor.Dimensions[1], tensor.Columns], bits, [.. Enumerable.Range(0, Experts).Select(e => tensor.Expert(e).ToArray())]);
        else if (!stacked)
        {
            for (var e = 0; e < Experts; e++)
                Store(file, own.Replace("*", e.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal), [tensor.Dimensions[1], tensor.Dimensions[0]], bits, tensor.Expert(e).ToArray());
        }
    }

    /// <summary>One tensor of some matrices, and one of their scales where there are any.</summary>
    private static void Store(SafetensorsBuilder file, string name, long[] shape, EightBits? bits, params float[][] matrices)
    {
        if (bits is null)
        {
            file.Tensor(name, "BF16", shape, BF16([.. matrices.SelectMany(m => m)]));
            return;
        }

        var stored = matrices.Select(m => bits.Quantize(m, (int)shape[^1])).ToList();
        file.Tensor(name, bits.Dtype, shape, [.. stored.SelectMany(s => s.Codes)]);
        file.Tensor(name + bits.Ending, bits.ScaleDtype, shape.Length > 2 ? [matrices.Length, .. stored[0].ScaleShape] : stored[0].ScaleShape, [.. stored.SelectMany(s => s.Scales)]);
    }

    /// <summary>Rows of each head as Hugging Face has them, (2, half), where GGUF has (half, 2).</summary>
    /// <param name="back">Whether they are brought into GGUF's order instead.</param>
    private static float[] Unrotated(Tensor tensor, int heads, bool back = false)
    {
        var rows = tensor.Weights.Length / tensor.Columns;
        var size = rows / heads;
        var weights = new float[tensor.Weights.Length];
        for (var row = 0; row < rows; row++)
        {
            int head = row / size, pair = row % size / 2, side = row % 2;
            var theirs = head * size + side * (size / 2) + pair;
            tensor.Row(back ? theirs : row).CopyTo(weights.AsSpan((back ? row : theirs) * tensor.Columns));
        }

        return weights;
    }
}
