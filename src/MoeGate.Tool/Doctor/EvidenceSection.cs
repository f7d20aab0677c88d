using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports.Doctor;

namespace MoeGate.Tool.Doctor;

/// <summary>The evidence that a configuration names: each file by itself, then all together. Of weights the headers are read and nothing else.</summary>
/// <param name="Section">What was found.</param>
/// <param name="Named">The kinds that are named.</param>
/// <param name="Read">Those of them that can be read.</param>
/// <param name="ExitCode">What it makes of the examination.</param>
internal sealed record EvidenceSection(SignSection Section, EvidenceKind Named, EvidenceKind Read, int ExitCode)
{
    private const string Title = "Evidence";

    public static EvidenceSection Of(EvidenceRequest request, Surroundings surroundings)
    {
        var parts = Parts(request).ToList();
        if (parts.Count == 0)
            return new(new(Title, Sign.Missing("evidence", "the configuration names none", "name it in \"evidence\", or on the command line of a check")), EvidenceKind.None, EvidenceKind.None, Tool.ExitCode.Pass);
        var looks = parts.Select(p => Look(p, surroundings.Terminal.Cancellation)).ToList();
        if (looks.TrueForAll(l => l.ExitCode == Tool.ExitCode.Pass) && Together(request, surroundings.Terminal.Cancellation) is { } together) looks.Add(together);
        var codes = looks.ConvertAll(l => l.ExitCode);
        var exitCode = codes.Contains(Tool.ExitCode.Usage) ? Tool.ExitCode.Usage : codes.Max();
        var unread = parts.Zip(looks).Where(p => p.Second.ExitCode != Tool.ExitCode.Pass).Select(p => p.First.Kind).ToList();
        return new(new(Title, [.. looks.Select(l => l.Sign)]), Kinds(parts.Select(p => p.Kind)), Kinds(parts.Select(p => p.Kind).Except(unread)), exitCode);

        EvidenceKind Kinds(IEnumerable<EvidenceKind> each)
        {
            var kinds = each.Aggregate(EvidenceKind.None, (all, kind) => all | kind);
            return kinds.HasFlag(EvidenceKind.Plan) || request.Keep is not null ? kinds | EvidenceKind.Keep : kinds;
        }
    }

    /// <summary>Every file as a request of its own.</summary>
    private static IEnumerable<(EvidenceKind Kind, string Name, IReadOnlyList<EvidencePath> Files, EvidenceRequest Alone)> Parts(EvidenceRequest request)
    {
        if (request.Candidate is { } candidate) yield return Part(EvidenceKind.Candidate, candidate, new() { Candidate = candidate });
        if (request.Reference is { } reference) yield return Part(EvidenceKind.Reference, reference, new() { Reference = reference });
        if (request.Activations is { } activations) yield return Part(EvidenceKind.Activations, activations, new() { Activations = activations });
        if (request.Imatrix is { } matrix) yield return Part(EvidenceKind.Imatrix, matrix, new() { Imatrix = matrix });
        foreach (var file in request.Experts) yield return Part(EvidenceKind.Experts, file, new() { Experts = [file] });
        foreach (var file in request.HeldOut) yield return Part(EvidenceKind.HeldOut, file, new() { HeldOut = [file] });
        if (request.Plan is { } plan) yield return Part(EvidenceKind.Plan, plan, new() { Plan = plan });
        if (request.Architecture is { } model) yield return Part(EvidenceKind.Model, model, new() { Architecture = model });
        else if (request.ArchitectureItem is { } item) yield return (EvidenceKind.Model, "model", [], new() { ArchitectureItem = item });
        foreach (var evaluation in request.Evaluations)
            yield return (EvidenceKind.Evaluations, "eval." + evaluation.Name, [.. new[] { evaluation.Candidate, evaluation.Reference }.OfType<EvidencePath>()], new() { Evaluations = [evaluation] });

        static (EvidenceKind, string, IReadOnlyList<EvidencePath>, EvidenceRequest) Part(EvidenceKind kind, EvidencePath file, EvidenceRequest alone) => (kind, kind.Name(), [file], alone);
    }

    private static (Sign Sign, int ExitCode) Look((EvidenceKind Kind, string Name, IReadOnlyList<EvidencePath> Files, EvidenceRequest Alone) part, CancellationToken cancellation)
    {
        // To open a pipe can wait for ever, and takes what is in it from whoever is to read it.
        if (part.Files.FirstOrDefault(f => File.Exists(f.Path) && InputFile.LengthOnDisk(f.Path) == 0) is { } empty)
            return (Sign.Wrong(part.Name, $"{Plain.Portable(empty.Shown)} is empty, or a pipe, which is not looked into", "see whether it was copied whole"), Tool.ExitCode.Undecided);
        try
        {
            using var read = EvidenceReader.Read(part.Alone, cancellation);
            return (Sign.Fine(part.Name, string.Join("; ", read.Identities.Select(Says)) + Holds(read)), Tool.ExitCode.Pass);
        }
        catch (InputException e)
        {
            return (part.Files.All(f => Path.Exists(f.Path)) ? Sign.Wrong(part.Name, e.Message) : Sign.Missing(part.Name, e.Message), Tool.ExitCode.Of(e.Kind));
        }
    }

    private static string Says(EvidenceIdentity file) =>
        string.Join(", ", new[] { file.Path, file.Format, file.Bytes is { } bytes ? Figure.Size(bytes) : null }.OfType<string>());

    private static string Holds(EvidenceSet read) =>
        (read.Candidate ?? read.Reference) is { Tensors.Count: var tensors } ? $", {tensors} tensor{(tensors == 1 ? "" : "s")}"
        : (read.Profile ?? (read.HeldOut.Count > 0 ? read.HeldOut[0] : null)) is { Layers.Count: var layers } ? $", {layers} layer{(layers == 1 ? "" : "s")}"
        : "";

    /// <summary>Files that are sound each by itself may contradict each other.</summary>
    private static (Sign Sign, int ExitCode)? Together(EvidenceRequest request, CancellationToken cancellation)
    {
        try
        {
            using var read = EvidenceReader.Read(request, cancellation);
            return null;
        }
        catch (InputException e)
        {
            return (Sign.Wrong("together", e.Message), Tool.ExitCode.Of(e.Kind));
        }
    }
}
