using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

public sealed class LostTensors() : StructureMetric(new("structure.lost_tensors", Unit.None, Better.Lower)
{
    Title = "Tensors of the reference that the candidate has nothing of",
    Formula = "|{tensor of the reference : no tensor of the candidate came from it}|",
    Source = Own,
    Explanation = """
        0 is healthy. Not counted: what converters compute or leave out (frequencies of rotary embeddings, scales of weights, blocks that
        predict further tokens, tensors whose names nothing is known of, such as those of a vision tower), an output matrix that is the
        embeddings', and, between a converted model and one that is not, parts of a block in which the candidate has tensors that could
        be made of them in a way that is not known here; those are without data themselves. Each is named.
        """,
    Remedy = "Convert again from the whole reference.",
})
{
    public override Scope Home => Scope.Model;

    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Reference;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        if (observed.Pairs is not { } pairs) yield break;
        var evidence = observed.Evidence;
        var isConversion = evidence.Candidate?.Metadata is null != evidence.Reference?.Metadata is null;
        var further = evidence.ReferenceWeights.Where(t => t.Layer is not null && t.Role.StartsWith("nextn.", StringComparison.Ordinal)).Select(t => t.Layer!.Value).ToHashSet();
        var lost = pairs.Unused.Where(t => !IsLeftOut(t) && !(t.Layer is { } layer && further.Contains(layer)) && !(isConversion && MayBeElsewhere(t, observed)));
        yield return new Measurement(this, Subject.Model, evidence.IsSelected
            ? Reading.NotApplicable("only a part of the candidate is looked at")
            : Offence.Read([.. lost.Select(t => new Offence(t.Subject, t.Elements, $"the reference's {t.Subject} is nowhere in the candidate"))]));
    }

    private static bool IsLeftOut(WeightTensor tensor) =>
        tensor.Role.StartsWith("rope_", StringComparison.Ordinal) || tensor.Role.Contains("rotary", StringComparison.Ordinal)
        || tensor.Role.Contains("scale", StringComparison.Ordinal) && tensor.Role.Contains('.', StringComparison.Ordinal)
        || tensor.Layer is null && tensor.Role is not ("token_embd" or "output" or "output_norm");

    /// <summary>Whether the candidate has something without a match in the same part of the block.</summary>
    private static bool MayBeElsewhere(WeightTensor tensor, Observation observed) =>
        tensor.Role == "output"
        || observed.Tensors.Any(t => t.Unmatched is not null && t.Tensor.Layer == tensor.Layer && Part(t.Tensor.Role) == Part(tensor.Role));

    private static string Part(string role) => role.IndexOf('_', StringComparison.Ordinal) is var at and > 0 ? role[..at] : role;
}
