using System.Globalization;
using MoeGate.Models;

namespace MoeGate.Metrics;

/// <summary>
/// What a measurement is about, named as GGUF names it: <c>model</c>, <c>blk.3</c>, <c>blk.3.expert[17]</c>,
/// <c>blk.3.ffn_down_exps[17]</c>, <c>eval.general</c>; <c>moe.3</c> for the fourth MoE layer of a model whose layer numbers are
/// not known, and <c>model[Q4_K_M]</c> for the model projected to a quantization mix.
/// </summary>
public sealed record Subject : IComparable<Subject>
{
    private Subject(string name) => Name = name;

    public string Name { get; }

    public Scope Scope { get; private init; }

    public int? Layer { get; private init; }

    public int? Expert { get; private init; }

    /// <summary>The tensor's part in its block, such as <c>ffn_down_exps</c>.</summary>
    public string? Role { get; private init; }

    /// <summary>The quantization type or mix.</summary>
    public string? Type { get; private init; }

    /// <summary>The tensor's own name in its file, where it is known.</summary>
    public string? OwnName { get; private init; }

    public static Subject Model { get; } = Parse("model");

    public static Subject OfLayer(int layer) => Parse($"blk.{layer}");

    public static Subject OfMoeLayer(int position) => Parse($"moe.{position}");

    /// <summary>The layer's subject: by its number, or by its position where that is all that is known.</summary>
    public static Subject Of(Evidence.LayerEvidence layer) => layer.Layer is { } number ? OfLayer(number) : OfMoeLayer(layer.Position);

    /// <summary>A tensor, or the slice of one of its experts.</summary>
    public static Subject OfTensor(WeightTensor tensor, int? expert = null) =>
        Parse(expert is null ? tensor.Subject : $"{tensor.Subject}[{expert}]") with { OwnName = tensor.OwnName, Type = TypesOf(tensor, expert), Role = tensor.Role, Layer = tensor.Layer, Scope = expert is null ? Scope.Tensor : Scope.Expert };

    /// <summary>Its type, or the expert's; of a tensor whose experts are of several, all of them with a plus between.</summary>
    private static string TypesOf(WeightTensor tensor, int? expert) =>
        tensor.Mixed ? string.Join('+', tensor.Slices.Where(s => expert is null || s.Expert == expert).Select(s => s.Entry.Type.Name).Distinct()) : tensor.Type.Name;

    /// <summary>The same subject, stored in this type; of a mix the name says it already.</summary>
    public Subject OfType(string? type) => type is null ? this : this with { Type = type };

    /// <summary>The model projected to a mix, or to a mix and a memory size.</summary>
    public static Subject OfMix(string mix, string? budget = null) => Parse(budget is null ? $"model[{mix}]" : $"model[{mix},{budget}]");

    public static Subject OfEvaluation(string name) => Parse("eval." + name);

    /// <summary>The subject of this name, as a results document spells it.</summary>
    public static Subject Parse(string name)
    {
        var subject = new Subject(name);
        if (name == "model") return subject with { Scope = Scope.Model };
        if (Inside(name, "model[", "]") is { } mix) return subject with { Scope = Scope.Model, Type = mix.Split(',')[0] };
        if (name.StartsWith("eval.", StringComparison.Ordinal)) return subject with { Scope = Scope.Task };

        var parts = name.Split('.', 3);
        if (parts is not ["blk" or "moe", var number, ..] || Number(number) is not { } layer) return subject with { Scope = name.StartsWith(InputOf, StringComparison.Ordinal) ? Scope.Activation : Scope.Tensor, Role = name };
        if (parts is [_, _]) return subject with { Scope = Scope.Layer, Layer = layer };

        var bracket = parts[2].IndexOf('[', StringComparison.Ordinal);
        var role = bracket < 0 ? parts[2] : parts[2][..bracket];
        var expert = bracket < 0 ? null : Number(Inside(parts[2], role + "[", "]") ?? "");
        return subject with
        {
            Layer = layer,
            Expert = expert,
            Role = role == "expert" ? null : role,
            Scope = expert is not null ? Scope.Expert : Input(role) ? Scope.Activation : Scope.Tensor,
        };
    }

    /// <summary>Numbers inside names compare as numbers: blk.2 before blk.10.</summary>
    public int CompareTo(Subject? other) => other is null ? 1 : NaturalOrder.Instance.Compare(Name, other.Name);

    public override string ToString() => Name;

    public bool Equals(Subject? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>What enters a tensor, where only an importance matrix tells of it.</summary>
    public static Subject OfInput(WeightTensor tensor) => Parse(tensor.Layer is null ? InputOf + tensor.Subject : tensor.Subject + "_input");

    private const string InputOf = "input.";

    /// <summary>What enters tensors of a block is called so.</summary>
    private static bool Input(string role) => role.EndsWith("_input", StringComparison.Ordinal);

    private static string? Inside(string text, string start, string end) =>
        text.Length > start.Length + end.Length && text.StartsWith(start, StringComparison.Ordinal) && text.EndsWith(end, StringComparison.Ordinal)
            ? text[start.Length..^end.Length]
            : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && (text.Length == 1 || text[0] != '0') ? value : null;
}
