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
        var matching = new Matching(candidate, reference);
        var matches = candidate.Where(t => !t.IsScale).Select(t => (Tensor: t, Found: Resembling(t, matching.Of(t, IsPerExpert(t)), cancellation))).ToList();
        var matched = matches.Where(m => m.Found.Match is not null).Select(m => (m.Tensor, Match: m.Found.Match!)).ToList();
        var layers = matched.Where(m => m.Tensor.Layer is not null).GroupBy(m => m.Tensor.Layer!.Value)
            .Select(l => Kin(l.Key, [.. l], candidate, cancellation)).OfType<LayerKinship>().ToDictionary(l => l.Layer);

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

    /// <summary>A square matrix of unknown orientation fits either way; where nothing in it resembles the other's, it lies the other way.</summary>
    private static (Matching.Match? Match, string? Why) Resembling(WeightTensor tensor, (Matching.Match? Match, string? Why) found, CancellationToken cancellation)
    {
        var isAmbiguous = tensor.IsStacked && tensor.Columns == tensor.Slices[0].Rows && found.Match?.Sources.Any(s => s.IsOfUnknownOrientation != tensor.IsOfUnknownOrientation) == true;
        return isAmbiguous && !Kinship.Resembles(tensor, found.Match!, cancellation)
            ? (null, "one of the two stores it with rows and columns exchanged, which this version does not compare")
            : found;
    }

    private static LayerKinship? Kin(int layer, IReadOnlyList<(WeightTensor Tensor, Matching.Match Match)> tensors, IReadOnlyList<WeightTensor> candidate, CancellationToken cancellation)
    {
        var experts = tensors.Where(t => t.Tensor is { IsStacked: true } && t.Tensor.Role.EndsWith(Experts, StringComparison.Ordinal) && t.Match.Experts.Count > 0).ToList();
        if (experts.Count == 0) return null;
        List<(WeightTensor, RowRuns)> biases = [.. ((string[])[GgufNames.RouterBias, Router + ".bias"]).Select(Rows).OfType<(WeightTensor, RowRuns)>()];
        var kin = Kinship.Of(layer, experts, Rows(Router), biases, cancellation);
        return kin.HasRouter || !candidate.Any(t => t.Layer == layer && t.Role == Router) ? kin
            : kin with { RouterUnknown = Rows(Router) is null ? "the router has no match in the reference" : "the router cannot be decoded" };

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
        return Complete(new TensorPair { Candidate = tensor, Sources = match.Sources, Origins = [Converted(tensor, rows)], Note = note });
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
        if ((isSame || kin!.Experts.Count < tensor.Rows && kin.Experts.Zip(kin.Parents).All(e => e.First == e.Second)) && rows.Rows == tensor.Rows) return Complete(new TensorPair { Candidate = tensor, Sources = match.Sources, Origins = [rows], Note = match.Note });
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

    /// <summary>
    /// With what the converter did to each weight, which the content tells: some models store norms as their distance from 1, and
    /// the decays of state-space layers by their logarithm.
    /// </summary>
    private RowRuns Converted(WeightTensor tensor, RowRuns rows)
    {
        var isNorm = tensor.IsVector && tensor.Role.EndsWith("norm", StringComparison.Ordinal);
        if (!isConversion || !isNorm && tensor.Role != "ssm_a") return rows;
        if (!rows.IsDecodable || tensor.Undecodable is not null || tensor.Elements is 0 or > 1 << 20 || rows.Columns != tensor.Columns) return rows;
        IReadOnlyList<RowRuns> ways = isNorm ? [rows with { Shift = 1 }, rows with { Shift = -1 }] : [rows with { IsNegatedExponential = true }];
        var ours = RowReader.Read(new RowRuns(tensor.Slices[0]), 0, (int)tensor.Rows, (int)tensor.Columns);
        return ways.FirstOrDefault(way => AreEqual(ours, RowReader.Read(way, 0, (int)tensor.Rows, (int)tensor.Columns))) ?? rows;
    }

    /// <summary>Up to what 16-bit types round.</summary>
    private static bool AreEqual(float[] ours, float[] theirs)
    {
        for (var i = 0; i < ours.Length; i++)
            if (!(Math.Abs(ours[i] - (double)theirs[i]) <= Math.Max(1, Math.Abs(theirs[i])) / 128.0)) return false;
        return true;
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
        if (pair.Origins.Any(o => o is not { Runs.Count: 1, IsAsStored: true })) return pair;
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
