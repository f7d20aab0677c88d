using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Formats.Tensors;

namespace MoeGate.Models;

/// <summary>Reads an architecture from our own keys, from a Hugging Face <c>config.json</c>, or from a GGUF model.</summary>
public static class ArchitectureReader
{
    private const string ConfigName = "config.json";

    /// <summary>Reads a file of any kind, or the <c>config.json</c> of a folder.</summary>
    public static Architecture Read(string path, string shown)
    {
        InputFile.RefuseUrl(path);
        if (HasConfig(path)) return Read(Path.Join(path, ConfigName), Path.Join(shown, ConfigName));
        if (IsGguf(path, shown)) return FromGguf(path, shown);
        var root = JsonFile.Read(path, shown, InputKind.Evidence);
        if (root.Kind != JsonKind.Object) throw root.Unexpected("an object with the model's figures");
        return root.Members.Any(m => m.Key is not (ArchitectureKeys.Layers or ArchitectureKeys.Experts) && ArchitectureKeys.Shape.Keys.Any(k => k.Name == m.Key))
            ? FromKeys(root, shown)
            : FromConfig(root, shown);
    }

    /// <summary>A config.json or a GGUF model that other keys start from.</summary>
    private static Architecture Start(string path, string shown)
    {
        if (HasConfig(path)) (path, shown) = (Path.Join(path, ConfigName), Path.Join(shown, ConfigName));
        if (IsGguf(path, shown)) return FromGguf(path, shown);
        var config = JsonFile.Read(path, shown, InputKind.Evidence);
        return config.Kind == JsonKind.Object ? FromConfig(config, shown) : throw config.Unexpected("an object with the model's figures");
    }

    /// <summary>Reads the keys of a GGUF model, and counts its tensors; of a split model any part stands for all.</summary>
    public static Architecture FromGguf(string path, string shown)
    {
        using var source = TensorSources.Open(path, shown);
        return Checked((what, remedy) => new InputException(InputKind.Evidence, new Place(shown), what, remedy), ArchitectureOfTensors.Of(source));
    }

    /// <summary>Whether it is the folder of a model of transformers.</summary>
    private static bool HasConfig(string path) => Directory.Exists(path) && File.Exists(Path.Join(path, ConfigName));

    /// <summary>Whether it begins as a GGUF file does; a pipe, which cannot be wound back, is not looked into.</summary>
    private static bool IsGguf(string path, string shown)
    {
        if (InputFile.LengthOnDisk(path) == 0) return false;
        using var file = DataFile.Open(path, shown);
        return TensorSources.LooksLikeGguf(file);
    }

    /// <summary>Reads an object with the keys of <see cref="ArchitectureKeys"/>; a <c>file</c> in it is read first and overridden.</summary>
    public static Architecture FromKeys(JsonItem item, string shown)
    {
        ArchitectureKeys.Shape.Check(item);
        var start = new Architecture { Source = shown };
        if (item[ArchitectureKeys.File] is { } file) start = Start(Path.Combine(item.Folder, file.Text), file.Text);

        var ids = item[ArchitectureKeys.MoeLayers] is { Kind: JsonKind.Array } list ? LayerIds(list) : start.MoeLayerIds;
        var moeLayers = item[ArchitectureKeys.MoeLayers] is { Kind: JsonKind.Number } number ? (int)Whole(number, 0, int.MaxValue) : ids?.Count ?? start.MoeLayers;
        return Checked(item.Error, start with
        {
            Layers = Int(item, ArchitectureKeys.Layers) ?? start.Layers,
            MoeLayerIds = ids is not null && ids.Count == moeLayers ? ids : null,
            MoeLayers = moeLayers,
            Experts = Int(item, ArchitectureKeys.Experts) ?? start.Experts,
            ExpertsUsed = Int(item, ArchitectureKeys.ExpertsUsed) ?? start.ExpertsUsed,
            HiddenSize = Long(item, ArchitectureKeys.HiddenSize) ?? start.HiddenSize,
            ExpertWidth = Long(item, ArchitectureKeys.ExpertWidth) ?? start.ExpertWidth,
            ExpertMatrices = Int(item, ArchitectureKeys.ExpertMatrices) ?? start.ExpertMatrices,
            ParamsOther = Long(item, ArchitectureKeys.ParamsOther, least: 0) ?? start.ParamsOther,
        });
    }

    /// <summary>
    /// Reads what a <c>config.json</c> of transformers says. It never says how many parameters lie outside the experts, so
    /// <see cref="Architecture.ParamsOther"/> stays unknown until somebody states it.
    /// </summary>
    public static Architecture FromConfig(JsonItem root, string shown)
    {
        var config = root["text_config"] is { Kind: JsonKind.Object } text ? text : root;
        var layers = First(config, "num_hidden_layers", "n_layer", "num_layers");
        var experts = First(config, "n_routed_experts", "num_experts", "num_local_experts", "moe_num_experts");
        if (layers is null && experts is null)
            throw root.Error("holds neither num_hidden_layers nor a number of experts, so it is not a config.json of a MoE model", "name the model's config.json");

        var ids = MoeLayerIds(config, layers, experts);
        return Checked(root.Error, new Architecture
        {
            Source = shown,
            Layers = layers,
            MoeLayerIds = ids,
            MoeLayers = ids?.Count,
            Experts = experts,
            ExpertsUsed = First(config, "num_experts_per_tok", "experts_per_token", "moe_top_k", "moe_k"),
            HiddenSize = First(config, "hidden_size", "d_model"),
            // Only a model whose every feed-forward is an expert says its expert width as intermediate_size.
            ExpertWidth = First(config, "moe_intermediate_size") ?? (config["num_local_experts"] is not null ? First(config, "intermediate_size") : null),
            ExpertMatrices = Matrices(config),
        });
    }

    private static IReadOnlyList<int>? MoeLayerIds(JsonItem config, int? layers, int? experts)
    {
        if (experts is null) return null;
        if (experts == 0) return [];
        if (config["hybrid_override_pattern"] is { Kind: JsonKind.Text } pattern)
            return [.. Enumerable.Range(0, pattern.Text.Length).Where(i => pattern.Text[i] == 'E')];
        if (layers is not { } count || count > 100_000) return null;

        var all = Enumerable.Range(0, count);
        if (config["mlp_layer_types"] is { Kind: JsonKind.Array } types && types.Items.Count == count && types.Items.All(t => t.Kind == JsonKind.Text))
            return [.. all.Where(i => types.Items[i].Text == "sparse")];
        if (config["moe_layer_freq"] is { Kind: JsonKind.Array } frequencies && frequencies.Items.Count == count)
            return [.. all.Where(i => frequencies.Items[i] is { Kind: JsonKind.Number, Number: > 0 })];

        var dense = First(config, "first_k_dense_replace") ?? 0;
        var step = First(config, "moe_layer_freq") ?? 1;
        var sparseStep = First(config, "decoder_sparse_step", "interleave_moe_layer_step") ?? 1;
        var only = config["mlp_only_layers"] is { Kind: JsonKind.Array } mlp ? mlp.Items.Select(i => (int)Whole(i, 0, int.MaxValue)).ToHashSet() : [];
        return [.. all.Where(i => i >= dense && i % Math.Max(1, step) == 0 && (i + 1) % Math.Max(1, sparseStep) == 0 && !only.Contains(i))];
    }

    /// <summary>Squared ReLU stands alone; SiLU, Swish and GELU experts of the known MoE families are gated.</summary>
    private static int? Matrices(JsonItem config)
    {
        var activation = (config["mlp_hidden_act"] ?? config["hidden_act"] ?? config["hidden_activation"]) is { Kind: JsonKind.Text } text ? text.Text : null;
        return activation switch
        {
            "relu2" => 2,
            "silu" or "swish" or "swiglu" or "gelu" or "gelu_pytorch_tanh" => 3,
            _ => null,
        };
    }

    private static int? First(JsonItem config, params IEnumerable<string> keys) =>
        keys.Select(k => config[k]).FirstOrDefault(v => v is { Kind: JsonKind.Number }) is { } found ? (int)Whole(found, 0, int.MaxValue) : null;

    private static int? Int(JsonItem item, string key) => item[key] is { } value ? (int)Whole(value, 1, int.MaxValue) : null;

    private static long? Long(JsonItem item, string key, long least = 1) => item[key] is { } value ? Whole(value, least, 1L << 53) : null;

    private static List<int> LayerIds(JsonItem list)
    {
        var ids = list.Items.Select(i => (int)Whole(i, 0, int.MaxValue)).ToList();
        if (ids.Distinct().Count() != ids.Count) throw list.Error("names a layer twice");
        return [.. ids.Order()];
    }

    private static long Whole(JsonItem item, long least, long most)
    {
        if (item.Kind != JsonKind.Number || item.Number != Math.Floor(item.Number) || item.Number < least || item.Number > most)
            throw item.Unexpected($"a whole number from {least}");
        return (long)item.Number;
    }

    private static Architecture Checked(Func<string, string?, InputException> error, Architecture architecture)
    {
        if (architecture.ExpertsUsed > architecture.Experts)
            throw error($"{architecture.ExpertsUsed} experts used of {architecture.Experts}", "expertsUsed cannot exceed experts");
        if (architecture.MoeLayers > architecture.Layers)
            throw error($"{architecture.MoeLayers} MoE layers of {architecture.Layers} layers", "moeLayers cannot exceed layers");
        if (architecture.MoeLayerIds is { Count: > 0 } ids && ids[^1] >= architecture.Layers)
            throw error($"MoE layer {ids[^1]} of a model with {architecture.Layers} layers", "layers are counted from 0");
        try
        {
            _ = checked(architecture.ParamsExpert + architecture.ParamsOther);
        }
        catch (OverflowException)
        {
            throw error("the model would have more than 2^63 parameters", "check the figures");
        }

        return architecture;
    }
}
