using MoeGate.Formats.Tensors;

namespace MoeGate.Reductions.Pairing;

/// <summary>How many attention heads each layer has, as a GGUF file says.</summary>
internal sealed class HeadCounts(params GgufMetadata?[] files)
{
    /// <summary>Heads of queries or of keys; null where nobody says.</summary>
    public int? Of(string role, int layer)
    {
        var keys = role.StartsWith("attn_k", StringComparison.Ordinal);
        foreach (var file in files)
            if (file?.Text("general.architecture") is { } name && (keys ? Read(file, name + ".attention.head_count_kv", layer) : null) is var own && (own ?? Read(file, name + ".attention.head_count", layer)) is { } heads)
                return heads;
        return null;
    }

    /// <summary>One number for all layers, or one for each.</summary>
    private static int? Read(GgufMetadata file, string key, int layer)
    {
        var number = file.Integer(key) ?? (file.Integers(key) is { } each && layer < each.Count ? each[layer] : null);
        return number is > 0 and <= 1 << 16 ? (int)number : null;
    }
}
