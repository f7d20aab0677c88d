using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>
/// Finds for a tensor of the candidate what it was made from, by names and shapes alone: its namesake, or the tensor that holds its
/// rows among others', or those whose rows it holds.
/// </summary>
internal sealed class Matching(IReadOnlyList<WeightTensor> candidate, IReadOnlyList<WeightTensor> reference)
{
    /// <summary>What converters join, and of which parts in which order.</summary>
    private static readonly (string Whole, string[] Parts)[] joined =
    [
        ("ffn_gate_up_exps", ["ffn_gate_exps", "ffn_up_exps"]),
        ("ffn_gate_up_shexp", ["ffn_gate_shexp", "ffn_up_shexp"]),
        ("ffn_gate_up", ["ffn_gate", "ffn_up"]),
        ("attn_qkv", ["attn_q", "attn_k", "attn_v"]),
    ];

    /// <summary>More experts than any layer has: files that name each may claim any number.</summary>
    private const int MostExperts = 1 << 12;

    private readonly Dictionary<string, WeightTensor> ours = candidate.ToDictionary(t => t.Subject, StringComparer.Ordinal);
    private readonly Dictionary<string, WeightTensor> bySubject = reference.ToDictionary(t => t.Subject, StringComparer.Ordinal);

    /// <summary>What is known of a match before anything is read.</summary>
    /// <param name="Sources">The reference's tensors.</param>
    /// <param name="OfExpert">The rows of one of the reference's experts, or of the whole where it is not stacked and asked with null.</param>
    /// <param name="Experts">The numbers of the reference's experts.</param>
    /// <param name="Note">What was done.</param>
    public sealed record Match(IReadOnlyList<WeightTensor> Sources, Func<int?, RowRuns?> OfExpert, IReadOnlyList<int> Experts, string? Note = null);

    /// <summary>The match, or why there is none.</summary>
    /// <param name="tensor">Of the candidate.</param>
    /// <param name="isPerExpert">Whether its rows are one for each expert, so that there may be fewer of them.</param>
    public (Match? Match, string? Why) Of(WeightTensor tensor, bool isPerExpert)
    {
        if (tensor.Slices.Count > MostExperts) return (null, $"{tensor.Slices.Count} experts are more than any model has, and are not compared");
        if (bySubject.GetValueOrDefault(tensor.Subject) is { } namesake) return Namesake(tensor, namesake, isPerExpert);
        foreach (var (whole, parts) in joined)
        {
            if (tensor.Role == whole && parts.Select(p => Sibling(tensor, p)).ToList() is var found && found.TrueForAll(f => f is not null))
                return Joined(tensor, [.. found.OfType<WeightTensor>()]);
            if (Array.IndexOf(parts, tensor.Role) is >= 0 and var part && Sibling(tensor, whole) is { } holder)
                return PartOf(tensor, holder, part, parts.Length);
        }

        if (tensor.Role is "attn_k_b" or "attn_v_b" && Sibling(tensor, "attn_kv_b") is not null)
            return (null, "the converter made it of attn_kv_b, which this version does not compare: name a reference that was converted too");
        return (null, "the reference has no tensor of this name");
    }

    private WeightTensor? Sibling(WeightTensor tensor, string role) =>
        tensor.Layer is { } layer ? bySubject.GetValueOrDefault(TensorName.InBlock(layer, role).Subject) : null;

    private static (Match?, string?) Namesake(WeightTensor tensor, WeightTensor source, bool isPerExpert)
    {
        if (tensor.IsStacked != source.IsStacked) return (null, Shapes(tensor, source));
        if (!tensor.IsStacked)
        {
            // A router's bias has as many numbers as there are experts.
            if (isPerExpert && tensor.IsVector && source.IsVector) return (new([source], _ => new RowRuns(source.Slices[0]), []), null);

            // A bias or a gate of one row is a vector in one file and a matrix in another.
            var rows = Rows(tensor, source);
            return rows is null || rows.Rows != tensor.Rows && !isPerExpert && !(tensor.IsVector && rows.Columns == 1) ? (null, Shapes(tensor, source)) : (new([source], _ => rows, []), null);
        }

        if (source.Slices.Count > MostExperts) return (null, $"{source.Slices.Count} experts of the reference are more than any model has, and are not compared");
        if (source.Columns == tensor.Columns && source.Slices[0].Rows == tensor.Slices[0].Rows) return (OfSlices([source], e => Slice(source, e) is { } slice ? new RowRuns(slice) : null, null), null);
        return (null, source.IsOfUnknownOrientation && source.Columns == tensor.Slices[0].Rows && source.Slices[0].Rows == tensor.Columns
            ? "the reference stores it with rows and columns exchanged, which this version does not compare"
            : Shapes(tensor, source));
    }

    /// <summary>The rows of a tensor that is not stacked, in the shape of the candidate's.</summary>
    private static RowRuns? Rows(WeightTensor tensor, WeightTensor source)
    {
        var slice = source.Slices[0];
        if (source.Columns == tensor.Columns) return new RowRuns(slice);
        if (source.Elements != tensor.Elements || source.Type.Length > 1 || source.Columns != 1 && tensor.Columns != 1 && source.Rows != 1 && tensor.Rows != 1) return null;
        return slice.Reshaped(tensor.Columns, tensor.Rows) is { } reshaped ? new RowRuns(reshaped) : null;
    }

    /// <summary>The candidate joins what the reference has apart.</summary>
    private static (Match?, string?) Joined(WeightTensor tensor, IReadOnlyList<WeightTensor> parts)
    {
        var fits = parts.All(p => p.Columns == tensor.Columns && p.IsStacked == tensor.IsStacked) && parts.Sum(p => p.Slices[0].Rows) == tensor.Slices[0].Rows;
        if (!fits) return (null, $"its rows are not those of {string.Join(" and ", parts.Select(p => p.Subject))} together");
        var note = "joined of " + string.Join(", ", parts.Select(p => p.Role));
        return (tensor.IsStacked
            ? OfSlices(parts, e => parts.Select(p => Slice(p, e)).ToList() is var slices && slices.TrueForAll(s => s is not null) ? new RowRuns([.. slices.OfType<WeightSlice>()]) : null, note)
            : new(parts, _ => new RowRuns([.. parts.Select(p => p.Slices[0])]), [], note), null);
    }

    /// <summary>The candidate has apart what the reference joins.</summary>
    private (Match?, string?) PartOf(WeightTensor tensor, WeightTensor whole, int part, int parts)
    {
        var rows = tensor.Slices[0].Rows;
        if (whole.Columns != tensor.Columns || whole.IsStacked != tensor.IsStacked)
            return (null, whole.IsOfUnknownOrientation ? $"the reference has it in {whole.Subject}, stored with rows and columns exchanged, which this version does not compare" : Shapes(tensor, whole));
        var first = parts == 2 ? part * rows : FirstOfAttention(tensor, whole, part);
        if (first < 0 || parts == 2 && whole.Slices[0].Rows != 2 * rows) return (null, Shapes(tensor, whole));
        RowRuns Part(WeightSlice slice) => new(slice with { FirstRow = slice.FirstRow + first, Rows = rows });
        var note = $"a part of {whole.Role}";
        return (tensor.IsStacked ? OfSlices([whole], e => Slice(whole, e) is { } slice ? Part(slice) : null, note) : new([whole], _ => Part(whole.Slices[0]), [], note), null);
    }

    /// <summary>Queries come first, then keys, then values; together they are the whole, or it is not known which rows are whose.</summary>
    private long FirstOfAttention(WeightTensor tensor, WeightTensor whole, int part)
    {
        long[] rows = [.. joined[^1].Parts.Select(p => ours.GetValueOrDefault(TensorName.InBlock(tensor.Layer!.Value, p).Subject)?.Rows ?? long.MinValue / 4)];
        return rows.Sum() == whole.Rows ? rows[..part].Sum() : -1;
    }

    private static Match OfSlices(IReadOnlyList<WeightTensor> sources, Func<int, RowRuns?> ofExpert, string? note) =>
        new(sources, e => e is { } expert ? ofExpert(expert) : null, [.. sources[0].Slices.Select(s => s.Expert!.Value)], note);

    private static WeightSlice? Slice(WeightTensor tensor, int expert) =>
        expert < tensor.Slices.Count && tensor.Slices[expert].Expert == expert ? tensor.Slices[expert] : tensor.Slices.FirstOrDefault(s => s.Expert == expert);

    private static string Shapes(WeightTensor tensor, WeightTensor source) => $"shape mismatch: {Shape(tensor)} in the candidate, {Shape(source)} in the reference{(source.Subject == tensor.Subject ? "" : $" as {source.Subject}")}";

    private static string Shape(WeightTensor tensor) => tensor.IsStacked ? $"{tensor.Slices[0].Rows} × {tensor.Columns} of {tensor.Slices.Count} experts" : $"{tensor.Rows} × {tensor.Columns}";
}
