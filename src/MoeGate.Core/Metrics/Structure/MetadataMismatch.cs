using MoeGate.Evidence;
using MoeGate.Formats.Tensors;

namespace MoeGate.Metrics.Structure;

public sealed class MetadataMismatch() : StructureMetric(new("structure.metadata_mismatch", Unit.None, Better.Lower)
{
    Title = "Keys of the architecture that are not the reference's",
    Formula = "|{key of the architecture that both files have : its value differs}|",
    Source = Own,
    Explanation = """
        0 is healthy. The same weights under other keys are another model: heads that are cut otherwise, fewer experts to a token, another
        epsilon. Compared are whole numbers, lists of them, numbers, flags and short texts. Left out are what a release may change: the number of
        experts, the length of the context and the scaling of rotary embeddings, and the size of the vocabulary, which a converter may pad.
        Not applicable where one of the two is not GGUF, or they are of different architectures by name.
        """,
    Remedy = "Convert again, and change nothing in the keys but what was changed in the weights.",
})
{
    private static readonly string[] leftOut = ["expert_count", "context_length", "vocab_size"];

    public override Scope Home => Scope.Model;

    internal override bool IsSplit => false;

    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Reference;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        yield return new Measurement(this, Subject.Model, Read(observed.Evidence.Candidate?.Metadata, observed.Evidence.Reference?.Metadata));
    }

    private static Reading Read(GgufMetadata? ours, GgufMetadata? theirs)
    {
        if (ours is null || theirs is null) return Reading.NotApplicable("one of the two has no keys to compare");
        if (ours.Text("general.architecture") is not { } name || name != theirs.Text("general.architecture")) return Reading.NotApplicable("they are of different architectures");
        var keys = ours.Keys.Where(k => theirs.Has(k) && k.StartsWith(name + ".", StringComparison.Ordinal) && !IsLeftOut(k[(name.Length + 1)..])).Order(StringComparer.Ordinal);
        return Offence.Read([.. keys.Where(k => Value(ours, k) != Value(theirs, k)).Select(k => new Offence(Formats.Plain.Text(k), ours.Number(k) ?? 0, $"{Formats.Plain.Text(k)} is {Value(ours, k)}, in the reference {Value(theirs, k)}"))]);
    }

    private static bool IsLeftOut(string key) => Array.IndexOf(leftOut, key) >= 0 || key.StartsWith("rope.scaling", StringComparison.Ordinal);

    /// <summary>As text that is the same where the values are.</summary>
    private static string Value(GgufMetadata file, string key) =>
        file.Number(key) is { } number ? Figure.Number(number)
        : file.Integers(key) is { } numbers ? string.Join(' ', numbers)
        : file.Flag(key) is { } flag ? flag ? "true" : "false"
        : Formats.Plain.Text(file.Text(key) ?? "");
}
