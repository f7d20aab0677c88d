using MoeGate.Evidence;
using MoeGate.Models;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Metrics.Structure;

public sealed class LostTensors() : StructureMetric(new("structure.lost_tensors", Unit.None, Better.Lower)
{
    Title = "Tensors of the reference that the candidate has nothing of",
    Formula = "|{tensor of the reference : no tensor of the candidate came from it}|",
    Source = Own,
    Explanation = """
        0 is healthy. Not counted: what converters compute or leave out (frequencies of rotary embeddings, scales of weights, blocks that
        predict further tokens, tensors whose names nothing is known of, such as those of a vision tower), an output matrix whose rows are
        those of the reference's embeddings (the first, the middle and the last are compared), for runtimes take those in its place, and,
        between a converted model and one that is not, parts of a block in which the candidate has tensors that could be made of them in
        a way that is not known here; those are without data themselves. Each is named.
        """,
    Remedy = "Convert again from the whole reference.",
})
{
    /// <summary>Rows of each of three runs.</summary>
    private const int RowsCompared = 16;

    public override Scope Home => Scope.Model;

    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Reference;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        if (observed.Pairs is not { } pairs) yield break;
        var evidence = observed.Evidence;
        var isConversion = evidence.Candidate?.Metadata is null != evidence.Reference?.Metadata is null;
        var further = evidence.ReferenceWeights.Where(t => t.Layer is not null && t.Role.StartsWith("nextn.", StringComparison.Ordinal)).Select(t => t.Layer!.Value).ToHashSet();
        var lost = pairs.Unused.Where(t => !IsLeftOut(t) && !(t.Layer is { } layer && further.Contains(layer)) && !(isConversion && MayBeElsewhere(t, observed)) && !IsTheEmbeddings(t, evidence));
        yield return new Measurement(this, Subject.Model, evidence.IsSelected
            ? Reading.NotApplicable("only a part of the candidate is looked at")
            : Offence.Read([.. lost.Select(t => new Offence(t.Subject, t.Elements, $"the reference's {t.Subject} is nowhere in the candidate"))]));
    }

    internal override Reading Joined(IReadOnlyList<Reading> parts, IReadOnlyList<Measurement> layers)
    {
        if (parts.Any(p => p.Value is null)) return parts.First(p => p.Value is null);
        var lost = parts.SelectMany(p => p.Items).OrderBy(i => i.Index, NaturalOrder.Instance).ToList();
        return lost.Count == 0 ? 0 : Reading.Of(lost.Count) with { At = lost[0].Index, Items = lost, Note = parts.FirstOrDefault(p => p.At == lost[0].Index)?.Note };
    }

    private static bool IsLeftOut(WeightTensor tensor) =>
        tensor.Role.StartsWith("rope_", StringComparison.Ordinal) || tensor.Role.Contains("rotary", StringComparison.Ordinal)
        || tensor.Role.Contains("scale", StringComparison.Ordinal) && tensor.Role.Contains('.', StringComparison.Ordinal)
        || tensor.Layer is null && tensor.Role is not ("token_embd" or "output" or "output_norm");

    /// <summary>Whether the candidate has something without a match in the same part of the block.</summary>
    private static bool MayBeElsewhere(WeightTensor tensor, Observation observed) =>
        observed.Tensors.Any(t => t.Unmatched is not null && t.Tensor.Layer == tensor.Layer && Part(t.Tensor.Role) == Part(tensor.Role));

    /// <summary>Whether it is an output matrix that says what the embeddings say, as far as some rows tell.</summary>
    private static bool IsTheEmbeddings(WeightTensor tensor, EvidenceSet evidence)
    {
        if (tensor is not { Role: "output", Slices: [var output] }) return false;
        return evidence.ReferenceWeights.FirstOrDefault(t => t.Role == "token_embd") is { Slices: [var embeddings] } other
            && tensor.Columns == other.Columns && output.Rows == embeddings.Rows && tensor.Columns <= int.MaxValue / RowsCompared
            && tensor.Undecodable is null && other.Undecodable is null
            && Places(output.Rows).All(first => AreEqual(output, embeddings, first, (int)Math.Min(RowsCompared, output.Rows - first)));
    }

    private static IEnumerable<long> Places(long rows) => new[] { 0, rows / 2, Math.Max(0, rows - RowsCompared) }.Distinct().Where(r => r < rows);

    private static bool AreEqual(WeightSlice a, WeightSlice b, long first, int rows)
    {
        var columns = (int)a.Entry.Columns;
        return RowReader.Read(new RowRuns(a), first, rows, columns).AsSpan().SequenceEqual(RowReader.Read(new RowRuns(b), first, rows, columns));
    }

    private static string Part(string role) => role.IndexOf('_', StringComparison.Ordinal) is var at and > 0 ? role[..at] : role;
}
