namespace MoeGate.Models;

/// <summary>Names of f32bin files without their extension: <c>blk_4_ffn_down_weight</c>, and <c>act_blk4_ffn_input</c> of activations.</summary>
internal static class F32BinNames
{
    private const string Activations = "act_blk";

    public static TensorName? Parse(string name)
    {
        if (IsOfActivations(name)) return Split(name, Activations.Length);
        if (!name.StartsWith("blk_", StringComparison.Ordinal)) return null;
        if (name.EndsWith("_weight", StringComparison.Ordinal)) return Split(name[..^7], 4);
        return name.EndsWith("_bias", StringComparison.Ordinal) && Split(name[..^5], 4) is { } bias ? TensorName.InBlock(bias.Layer!.Value, bias.Role + ".bias") : null;
    }

    public static bool IsOfActivations(string name) => name.StartsWith(Activations, StringComparison.Ordinal);

    /// <summary>The number from here to the next underscore, and the role behind it.</summary>
    private static TensorName? Split(string name, int start)
    {
        if (name.Length < start) return null;
        var end = name.IndexOf('_', start);
        return end > 0 && end < name.Length - 1 && TensorName.Number(name.AsSpan(start..end)) is { } layer && name.AsSpan(end).IndexOfAny('.', '[', ']') < 0
            ? TensorName.InBlock(layer, name[(end + 1)..])
            : null;
    }
}
