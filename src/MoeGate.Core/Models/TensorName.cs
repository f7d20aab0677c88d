using System.Globalization;

namespace MoeGate.Models;

/// <summary>
/// What a tensor is, by its name: GGUF's, Hugging Face's or that of an f32bin file. All are turned into GGUF's, so that a model
/// and its converted, quantized or pruned copies have the same subjects. A name that nothing is known of is its own role.
/// </summary>
/// <param name="Subject">GGUF's name without <c>.weight</c> and without an expert's number, such as <c>blk.3.ffn_down_exps</c>.</param>
/// <param name="Role">Its part, such as <c>ffn_down_exps</c>, <c>attn_q.bias</c> or <c>token_embd</c>.</param>
/// <param name="Layer">The block's number.</param>
/// <param name="Expert">The expert's number where each is named; null for stacked experts.</param>
public sealed record TensorName(string Subject, string Role, int? Layer = null, int? Expert = null)
{
    /// <summary>Never throws, whatever the name.</summary>
    public static TensorName Parse(string ownName)
    {
        var name = GgufNames.Parse(ownName) ?? F32BinNames.Parse(ownName) ?? HuggingFaceNames.Parse(ownName);
        return name is null || IsMistakable(name.Role) && !F32BinNames.IsOfActivations(ownName) ? Unknown(ownName) : name;
    }

    internal static TensorName InBlock(int layer, string role, int? expert = null) =>
        new(string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.{role}"), role, layer, expert);

    internal static TensorName Global(string role) => new(role, role);

    /// <summary>Its own name without <c>.weight</c>.</summary>
    internal static TensorName Unknown(string ownName) => Global(Unmistakable(WithoutWeight(ownName)));

    internal static string WithoutWeight(string name) => name.EndsWith(".weight", StringComparison.Ordinal) && name.Length > 7 ? name[..^7] : name;

    /// <summary>A number as it is written in names: digits without a leading zero.</summary>
    internal static int? Number(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && (text.Length == 1 || text[0] != '0') ? number : null;

    /// <summary>Whether a weight of this role would be taken for an expert's slice, for an expert or for activations.</summary>
    private static bool IsMistakable(string role) =>
        role.AsSpan().IndexOfAny('[', ']') >= 0 || role.EndsWith("_input", StringComparison.Ordinal) || role == "expert";

    /// <summary>A name that cannot be taken for the subject of something else: the model, a layer, an expert, an evaluation.</summary>
    private static string Unmistakable(string name)
    {
        if (name.AsSpan().IndexOfAny('[', ']') >= 0) name = name.Replace('[', '(').Replace(']', ')');
        var taken = name.Length == 0 || name == "model"
            || name.StartsWith("eval.", StringComparison.Ordinal)
            || name.StartsWith("input.", StringComparison.Ordinal)
            || name.StartsWith("blk.", StringComparison.Ordinal)
            || name.StartsWith("moe.", StringComparison.Ordinal);
        return taken ? "tensor:" + name : name;
    }
}
