using MoeGate.Formats.Tensors;

namespace MoeGate.Models;

/// <summary>
/// What a GGUF file's keys say of its model, by the names behind <c>{general.architecture}.</c>; files of other formats, which have no
/// keys, say nothing.
/// </summary>
public sealed class ModelKeys(GgufMetadata? keys)
{
    private readonly string? family = keys?.Text("general.architecture");

    /// <summary>A whole number; where layers differ, that of one.</summary>
    /// <param name="name">Such as <c>expert_count</c>.</param>
    /// <param name="layer">The block's number.</param>
    public long? Of(string name, int layer) =>
        keys?.Integers($"{family}.{name}") is { } each ? layer < each.Count ? each[layer] : null : Of(name);

    /// <summary>A whole number that is one for the model.</summary>
    public long? Of(string name) => keys?.Integer($"{family}.{name}");
}
