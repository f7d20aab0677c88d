using System.Globalization;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

/// <summary>The dimensions of one layer's experts that should be one: what goes in and comes out, and what stands between.</summary>
/// <param name="layer">The layer.</param>
/// <param name="experts">Its matrices of experts whose dimensions are known, by role.</param>
/// <param name="keys">What the file says of itself.</param>
/// <param name="model">All tensors.</param>
internal sealed class ExpertWidths(ExpertLayer layer, IReadOnlyDictionary<string, WeightTensor> experts, ModelKeys keys, IReadOnlyList<WeightTensor> model)
{
    private const string Embedding = "embedding_length", Width = "expert_feed_forward_length", DenseWidth = "feed_forward_length";

    private readonly WeightTensor? gate = experts.GetValueOrDefault("ffn_gate_exps"), up = experts.GetValueOrDefault("ffn_up_exps");
    private readonly WeightTensor? both = experts.GetValueOrDefault("ffn_gate_up_exps"), down = experts.GetValueOrDefault("ffn_down_exps");

    /// <summary>One side of what should be equal.</summary>
    private readonly record struct Side(string Place, string What, long Length);

    /// <summary>Whole numbers hold weights that were packed, so that their dimensions are not the matrix's.</summary>
    public static bool IsOfWeights(WeightTensor tensor) =>
        tensor.Type.Name is not ("bool" or "c64") && (tensor.Type.Name is not ['i' or 'u', var digit, ..] || !char.IsAsciiDigit(digit));

    public IEnumerable<Offence> Offences() => Outer().Concat(Odd(Inner())).Concat(Biases());

    /// <summary>What goes in and comes out. Where a matrix of the file leads from the width of the model to it, these are two widths.</summary>
    private IEnumerable<Offence> Outer()
    {
        List<Side> inside = [.. Columns(up), .. Columns(gate), .. Columns(both), .. Rows(down)];
        List<Side> stream = [.. Key(Embedding), .. Columns(layer.Router is { } router && IsOfWeights(router) ? router : null)];
        return inside.Count > 0 && stream.Count > 0 && IsLed(Most(stream), Most(inside)) ? Odd(stream).Concat(Odd(inside)) : Odd([.. stream, .. inside]);
    }

    /// <summary>What stands between: gate and up give it, down takes it. Gate and up may be one, by name or by size.</summary>
    private List<Side> Inner()
    {
        var halves = gate is null && up is not null && down is not null && up.Slices[0].Rows == 2 * down.Columns;
        List<Side> sides = [.. Rows(halves ? null : up), .. Rows(gate), .. Rows(both).Select(s => s with { What = "half of its rows", Length = s.Length / 2 }), .. Columns(down)];

        // Some models say the width of their experts as that of a dense network.
        var isDense = sides.Count > 0 && keys.Of(DenseWidth, layer.Layer) == Most(sides);
        return isDense ? sides : [.. Key(Width), .. sides];
    }

    private IEnumerable<Offence> Biases() =>
        from bias in layer.Biases
        let matrix = experts.GetValueOrDefault(bias.Role[..^".bias".Length])
        where matrix is not null && bias.Columns != matrix.Slices[0].Rows
        select Of(new Side(bias.Subject, "numbers of an expert", bias.Columns), new Side(matrix.Subject, "rows of an expert", matrix.Slices[0].Rows));

    private bool IsLed(long from, long to) =>
        from != to && model.Any(t => t is { IsMatrix: true, IsStacked: false } && (t.Layer is null || t.Layer == layer.Layer) && t.Columns == from && t.Rows == to);

    /// <summary>Those that are not what most are.</summary>
    private static IEnumerable<Offence> Odd(IReadOnlyList<Side> sides)
    {
        if (sides.Count == 0) return [];
        var most = Most(sides);
        return sides.Where(s => s.Length != most).Select(s => Of(s, sides.First(o => o.Length == most)));
    }

    /// <summary>Of as many, the first.</summary>
    private static long Most(IReadOnlyList<Side> sides) => sides.GroupBy(s => s.Length).OrderByDescending(g => g.Count()).First().Key;

    private static Offence Of(Side odd, Side other) =>
        new(odd.Place, odd.Length, string.Create(CultureInfo.InvariantCulture, $"{odd.Place} says {odd.Length} ({odd.What}), {other.Place} {other.Length} ({other.What})"));

    private IEnumerable<Side> Key(string name) => keys.Of(name, layer.Layer) is > 0 and var length ? [new Side(name, "the key", length)] : [];

    private static IEnumerable<Side> Columns(WeightTensor? tensor) => tensor is null ? [] : [new Side(tensor.Subject, "columns", tensor.Columns)];

    private static IEnumerable<Side> Rows(WeightTensor? tensor) => tensor is null ? [] : [new Side(tensor.Subject, "rows of an expert", tensor.Slices[0].Rows)];
}
