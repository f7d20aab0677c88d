using MoeGate.Formats.Tensors;
using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>Matches a candidate with the model that it came from: tensors by name and shape, experts and the order of rows by content.</summary>
public sealed class ModelPairing
{
    private const string Experts = "_exps";
    private const string Router = "ffn_gate_inp";

    private readonly HeadCounts heads;

    /// <summary>Whether one side was converted to GGUF and the other was not.</summary>
    private readonly bool isConversion;

    private readonly bool isCandidateConverted;

    private ModelPairing(GgufMetadata? candidateSays, GgufMetadata? referenceSays)
    {
        heads = new HeadCounts(candidateSays, referenceSays);
        isConversion = candidateSays is null != referenceSays is null;
        isCandidateConverted = candidateSays is not null;
    }

    /// <param name="candidate">Its tensors.</param>
    /// <param name="reference">Those of the reference.</param>
    /// <param name="candidateSays">What the candidate's file says about itself; null where it is not GGUF.</param>
    /// <param name="referenceSays">Likewise.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="Formats.InputException">A file that cannot be read.</exception>
    public static ModelPair Of(
        IReadOnlyList<WeightTensor> candidate, IReadOnlyList<WeightTensor> reference, GgufMetadata? candidateSays, GgufMetadata? referenceSays, CancellationToken cancellation = default) =>
        new ModelPairing(candidateSays, referenceSays).Match(candidate, reference, cancellation);

    private ModelPair Match(IReadOnlyList<WeightTensor> candidate, IReadOnlyList<WeightTensor> reference, CancellationToken cancellation)
    {
        var matching = new Matching(reference);
        var matches = candidate.Where(t => !t.IsScale).Select(t => (Tensor: t, Found: matching.Of(t, IsPerExpert(t)))).ToList();
        var matched = matches.Where(m => m.Found.Match is not null).Select(m => (m.Tensor, Match: m.Found.Match!)).ToList();
        var layers = matched.Where(m => m.Tensor.Layer is not null).GroupBy(m => m.Tensor.Layer!.Value)
            .Select(l => Kin(l.Key, [.. l], cancellation)).OfType<LayerKinship>().ToDictionary(l => l.Layer);

        var pairs = new Dictionary<string, TensorPair>(StringComparer.Ordinal);
        var unmatched = matches.Where(m => m.Found.Match is null).ToDictionary(m => m.Tensor.Subject, m => m.Found.Why!, StringComparer.Ordinal);
        foreach (var (tensor, match) in matched)
        {
            cancellation.ThrowIfCancellationRequested();
            var kin = tensor.Layer is { } layer ? layers.GetValueOrDefault(layer) : null;
            if (Pair(tensor, match, kin) is { } pair) pairs.Add(tensor.Subject, pair);
            else unmatched.Add(tensor.Subject, $"{tensor.Rows} rows for the experts of {match.Sources[0].Rows}, and nothing tells which they are");
        }

        var used = pairs.Values.SelectMany(p => p.Sources).Select(s => s.Subject).Concat(unmatched.Keys).ToHashSet(StringComparer.Ordinal);
        return new ModelPair
        {
            Pairs = pairs,
            Unmatched = unmatched,
            Unused = [.. reference.Where(t => !t.IsScale && !used.Contains(t.Subject))],
            Layers = [.. layers.Values.OrderBy(l => l.Layer)],
        };
    }

    /// <summary>Whether a tensor has a row, or a number, for each expert.</summary>
    private static bool IsPerExpert(WeightTensor tensor) => !tensor.IsStacked && (tensor.Role == Router || tensor.Role == Router + ".bias" || tensor.Role == GgufNames.RouterBias);

    private static LayerKinship? Kin(int layer, IReadOnlyList<(WeightTensor Tensor, Matching.Match Match)> tensors, CancellationToken cancellation)
    {
        var experts = tensors.Where(t => t.Tensor is { IsStacked: true } && t.Tensor.Role.EndsWith(Experts, StringComparison.Ordinal) && t.Match.Experts.Count > 0).ToList();
        return experts.Count == 0 ? null : Kinship.Of(layer, experts, Rows(Router), Rows(GgufNames.RouterBias), cancellation);

        (WeightTensor, RowRuns)? Rows(string role)
        {
            foreach (var (tensor, match) in tensors)
                if (tensor.Role == role && match.OfExpert(null) is { } rows) return (tensor, rows);
            return null;
        }
    }

    private TensorPair? Pair(WeightTensor tensor, Matching.Match match, LayerKinship? kin)
    {
        if (tensor.IsStacked)
        {
            var parents = tensor.Slices.Select(s => ParentOf(s.Expert!.Value, kin, match)).ToList();
            return Complete(new TensorPair { Candidate = tensor, Sources = match.Sources, Origins = [.. parents.Select(p => p is null ? null : match.OfExpert(p))], Parents = parents, Note = match.Note });
        }

        var rows = match.OfExpert(null)!;
        if (IsPerExpert(tensor)) return OfExperts(tensor, match, rows, kin);
        var note = match.Note;
        if (isConversion && IsOfRotatedHeads(tensor) && heads.Of(tensor.Role, tensor.Layer!.Value) is { } count && rows.IsDecodable && tensor.Undecodable is null)
            (tensor, rows, note) = Reordered(tensor, rows, note, count);
        return Complete(new TensorPair { Candidate = tensor, Sources = match.Sources, Origins = [rows with { Shift = ShiftOf(tensor, rows) }], Note = note });
    }

    /// <summary>The expert of the reference that a slice came from: by content, or by its number where content was not looked at.</summary>
    private static int? ParentOf(int expert, LayerKinship? kin, Matching.Match match) =>
        kin is null ? match.Experts.Contains(expert) ? expert : null : kin.ParentOf(expert);

    /// <summary>A router's rows, or its bias, in the order of the candidate's experts; null where it cannot be told.</summary>
    private static TensorPair? OfExperts(WeightTensor tensor, Matching.Match match, RowRuns rows, LayerKinship? kin)
    {
        // A bias has its numbers side by side: rows of one.
        var source = match.Sources[0];
        if (tensor.IsVector) (tensor, rows) = (AsRows(tensor), AsRows(source) is var column ? new RowRuns(column.Slices[0]) : rows);
        var isSame = kin is null || kin.IsIdentity;
        if (isSame && rows.Rows == tensor.Rows) return Complete(new TensorPair { Candidate = tensor, Sources = match.Sources, Origins = [rows], Note = match.Note });
        if (kin is null || kin.Parents.Count != tensor.Rows || kin.Parents.Any(p => p is null || p >= rows.Stored)) return null;
        return new TensorPair
        {
            Candidate = tensor,
            Sources = match.Sources,
            Origins = [rows with { Order = [.. kin.Parents.Select(p => p!.Value)] }],
            Note = "rows of the experts that were kept",
        };
    }

    private (WeightTensor Tensor, RowRuns Rows, string? Note) Reordered(WeightTensor tensor, RowRuns rows, string? note, int heads)
    {
        var (asRows, theirs) = tensor.IsVector ? (AsRows(tensor), AsRows(rows)) : (tensor, rows);
        return HeadOrder.Of(new RowRuns(asRows.Slices[0]), theirs, heads, isCandidateConverted) is { } order
            ? (asRows, theirs with { Order = order }, "rows of each head in the converter's order")
            : (tensor, rows, note);
    }

    private static bool IsOfRotatedHeads(WeightTensor tensor) => tensor.Layer is not null && tensor.Role is "attn_q" or "attn_k" or "attn_q.bias" or "attn_k.bias";

    /// <summary>Some models store norms as their distance from 1, and their converters add it.</summary>
    private float ShiftOf(WeightTensor tensor, RowRuns rows)
    {
        if (!isConversion || !tensor.IsVector || !tensor.Role.EndsWith("norm", StringComparison.Ordinal)) return 0;
        if (!rows.IsDecodable || tensor.Undecodable is not null || tensor.Columns is 0 or > 1 << 20) return 0;
        float[] ours = RowReader.Read(new RowRuns(tensor.Slices[0]), 0, 1, (int)tensor.Columns), theirs = RowReader.Read(rows, 0, 1, (int)tensor.Columns);
        foreach (var shift in (ReadOnlySpan<float>)[1, -1])
        {
            var all = true;
            for (var i = 0; i < ours.Length && all; i++) all = Math.Abs(ours[i] - (theirs[i] + shift)) <= Math.Max(Math.Abs(ours[i]), Math.Abs(theirs[i])) / 128;
            if (all) return shift;
        }

        return 0;
    }

    private static WeightTensor AsRows(WeightTensor vector)
    {
        // The blocks of a vector's factors lie along it either way.
        return vector with { Columns = 1, Slices = [vector.Slices[0].Reshaped(1, vector.Elements)!] };
    }

    private static RowRuns AsRows(RowRuns vector)
    {
        return new RowRuns(vector.Runs[0].Reshaped(1, vector.Runs[0].Entry.Elements)!);
    }

    /// <summary>With the reference's rows as a tensor of its own, where they are.</summary>
    private static TensorPair Complete(TensorPair pair)
    {
        if (pair.Origins.Any(o => o is not { Runs.Count: 1, Shift: 0 })) return pair;
        var tensor = pair.Candidate;
        var source = pair.Sources[0];
        var slices = pair.Origins.Zip(tensor.Slices, (o, s) => o!.Runs[0] with { Expert = s.Expert }).ToList();
        return pair with
        {
            Reference = source with
            {
                Subject = tensor.Subject,
                Role = tensor.Role,
                Layer = tensor.Layer,
                Type = slices[0].Entry.Type,
                Mixed = slices.Exists(s => s.Entry.Type != slices[0].Entry.Type),
                IsOfUnknownOrientation = false,
                IsStacked = tensor.IsStacked,
                Slices = slices,
                Columns = tensor.Columns,
            },
        };
    }
}
