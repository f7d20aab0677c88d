using System.Globalization;

namespace MoeGate.Models;

/// <summary>A block with routed experts: their tensors and what routes to them, as the file has them.</summary>
public sealed record ExpertLayer
{
    private const string Stacked = "_exps";
    private const string RouterRole = "ffn_gate_inp";
    private const string Bias = ".bias";

    /// <summary>The block's number.</summary>
    public required int Layer { get; init; }

    /// <summary>The matrices of its experts, one tensor for each part, such as <c>ffn_down_exps</c>.</summary>
    public required IReadOnlyList<WeightTensor> Experts { get; init; }

    /// <summary>Their biases, such as <c>ffn_down_exps.bias</c>.</summary>
    public required IReadOnlyList<WeightTensor> Biases { get; init; }

    /// <summary>The matrix with a row for each expert.</summary>
    public WeightTensor? Router { get; init; }

    /// <summary>Vectors with a number for each expert: the router's bias and the one that only selects.</summary>
    public required IReadOnlyList<WeightTensor> RouterBiases { get; init; }

    /// <summary>Singly named experts that are not among the others of their part, for their shape is another.</summary>
    public required IReadOnlyList<StrayExpert> Strays { get; init; }

    /// <summary>Whether experts are stored in parts that only together are weights, as packed blocks and their scales are.</summary>
    public bool IsPacked { get; init; }

    /// <summary>All such blocks, ascending. Of a block that has lost its experts the router tells that it had some.</summary>
    public static IReadOnlyList<ExpertLayer> Of(IReadOnlyList<WeightTensor> tensors)
    {
        var strays = tensors.Where(t => !t.IsStacked).Select(StrayExpert.Of).OfType<StrayExpert>().ToLookup(s => s.Layer);
        return
        [
            .. tensors.Where(t => t.Layer is not null && (t.Role == RouterRole || IsOfExperts(t.Role)))
                .GroupBy(t => t.Layer!.Value)
                .OrderBy(g => g.Key)
                .Select(g => new ExpertLayer
                {
                    Layer = g.Key,
                    Experts = [.. g.Where(t => t.IsStacked && t.Role.EndsWith(Stacked, StringComparison.Ordinal))],
                    Biases = [.. g.Where(t => t.IsStacked && IsOfExperts(t.Role) && t.Role.EndsWith(Bias, StringComparison.Ordinal))],
                    Router = g.FirstOrDefault(t => t is { Role: RouterRole, IsVector: false }),
                    RouterBiases = [.. tensors.Where(t => t.Layer == g.Key && t is { IsVector: true, Role: RouterRole + Bias or GgufNames.RouterBias })],
                    Strays = [.. strays[g.Key]],
                    IsPacked = g.All(t => !t.IsStacked || t.Role.Contains('.', StringComparison.Ordinal)) && g.Any(t => IsOfExperts(t.Role)),
                }),
        ];
    }

    /// <summary>The tensors whose experts the file names singly.</summary>
    public IEnumerable<WeightTensor> NamedSingly => Experts.Concat(Biases).Where(t => t.Slices.Any(s => TensorName.Parse(s.Entry.Name).Expert is not null));

    /// <summary>How many experts there are by the highest number that one is named by; null where none is named singly.</summary>
    public long? HighestNumbered => NamedSingly.SelectMany(t => t.Slices).Select(s => (long?)s.Expert).Concat(Strays.Select(s => (long?)s.Expert)).Max() + 1;

    /// <summary>The subject of one of its experts, all tensors of it together.</summary>
    public string Expert(int expert) => string.Create(CultureInfo.InvariantCulture, $"blk.{Layer}.expert[{expert}]");

    private static bool IsOfExperts(string role) => (role.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? role[..dot] : role).EndsWith(Stacked, StringComparison.Ordinal);
}

/// <summary>A singly named expert's tensor of another shape than those of the other experts.</summary>
/// <param name="Layer">The block that its name says.</param>
/// <param name="Role">The part that it would belong to, such as <c>ffn_down_exps</c>.</param>
/// <param name="Expert">Its number.</param>
/// <param name="Tensor">As it stands by itself.</param>
public sealed record StrayExpert(int Layer, string Role, int Expert, WeightTensor Tensor)
{
    /// <summary>The subject that it would have among the others.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"blk.{Layer}.{Role}[{Expert}]");

    /// <summary>What a tensor that stands by itself is by its own name; null for one that is no expert's.</summary>
    public static StrayExpert? Of(WeightTensor tensor) =>
        TensorName.Parse(tensor.OwnName) is { Layer: { } layer, Expert: { } expert } name ? new StrayExpert(layer, name.Role, expert, tensor) : null;
}
