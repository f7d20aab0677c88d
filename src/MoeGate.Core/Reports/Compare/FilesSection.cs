using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reductions.Pairing;
using MoeGate.Reports.Weights;

namespace MoeGate.Reports.Compare;

/// <summary>The two models, and what was done to match them.</summary>
internal static class FilesSection
{
    public static void Write(Page page, ComparedModel model)
    {
        var observed = model.Observed;
        var evidence = observed.Evidence;
        page.Title($"Compare: {Path(evidence, "candidate")} with {Path(evidence, "reference")}");
        page.Section("What was compared");
        List<WeightTensor> candidate = [.. observed.Tensors.Select(t => t.Tensor)];
        var reference = evidence.IsSelected ? [.. observed.Tensors.SelectMany(t => t.Pair?.Sources ?? []).DistinctBy(t => t.Subject)] : evidence.ReferenceWeights;
        var table = new TextTable("", "format", "on disk", "tensors", "weights", "bpw", "types").Right(2, 3, 4, 5);
        Add(table, evidence, "reference", reference);
        Add(table, evidence, "candidate", candidate);
        page.Table(table);
        page.Line();

        var pairs = observed.Tensors.Select(t => t.Pair).OfType<TensorPair>().ToList();
        page.Fact("Matched", $"{Page.Grouped(pairs.Count)} of {Tensors(candidate.Count)} of the candidate" + (observed.Pairs is { Unused.Count: > 0 and var unused } ? $"; {Page.Grouped(unused)} only in the reference" : ""));
        foreach (var (role, name) in (ReadOnlySpan<(string, string)>)[(EvidenceIdentity.Selection, "Selected"), (EvidenceIdentity.Sample, "Sampled")])
            if (evidence.Identities.FirstOrDefault(i => i.Role == role)?.Value is { } value)
                page.Point(name, value + (role == EvidenceIdentity.Sample ? "; figures are estimates" : ""));
        if (EvidenceIdentity.DevicesIn(evidence.Identities) is { } devices) page.Point("Measured on", devices);
        foreach (var note in pairs.Where(p => p.Note is not null).GroupBy(p => p.Note!)) page.Point("Matched as", $"{note.Key}: {Roles(note)}");
        var shifted = pairs.Where(p => p.Origins.Any(o => o is { Shift: not 0 })).ToList();
        if (shifted.Count > 0) page.Point("Matched as", $"distances from 1, which the converter added: {Roles(shifted)}");
        KinshipLines.Write(page, model);
        Inputs(page, model);
    }

    public static string Tensors(int count) => count == 1 ? "1 tensor" : $"{Page.Grouped(count)} tensors";

    private static string Path(EvidenceSet evidence, string role) => evidence.Identities.FirstOrDefault(i => i.Role == role)?.Path is { } path ? Plain.Text(path) : role;

    private static void Add(TextTable table, EvidenceSet evidence, string role, IReadOnlyList<WeightTensor> tensors)
    {
        var identity = evidence.Identities.FirstOrDefault(i => i.Role == role);
        var weights = tensors.Sum(t => (double)t.Elements);
        table.Add(
            role, Plain.Text(identity?.Format ?? ""), identity?.Bytes is { } bytes ? Figure.Size(bytes) : "", Page.Grouped(tensors.Count), Page.Grouped(weights),
            weights > 0 ? Page.Fixed(8 * tensors.Sum(t => (double)t.Bytes) / weights, 2) : "–",
            Measured.Some([.. tensors.SelectMany(t => t.Slices).GroupBy(s => s.Entry.Type.Name).OrderByDescending(g => g.Sum(s => (double)s.Bytes)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => Plain.Text(g.Key))], 6));
    }

    private static string Roles(IEnumerable<TensorPair> pairs) =>
        Measured.Some([.. pairs.GroupBy(p => p.Candidate.Role).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{Measured.Short(g.Key)} ({Tensors(g.Count())})")], 8);

    private static void Inputs(Page page, ComparedModel model)
    {
        var evidence = model.Observed.Evidence;
        var matrices = model.Tensors.Where(t => t.Tensor.Tensor.IsMatrix).ToList();
        if (evidence.Imatrix is not null)
            page.Fact("Importance matrix", $"{Path(evidence, "imatrix")}: knows {Page.Grouped(matrices.Count(t => t.Errors.Importance is not null))} of {Page.Grouped(matrices.Count)} matrices");
        if (evidence.Activations is not null)
            page.Fact("Activations", $"{Path(evidence, "activations")}: enter {Page.Grouped(matrices.Count(t => model.OutputOf(t.Tensor) is not null))} of {Page.Grouped(matrices.Count)} matrices");
        var unfit = model.Observed.Tensors.SelectMany(t => new[] { t.WithoutImportance, t.Mismatch }.OfType<string>().Select(why => (Why: why, Tensor: t))).GroupBy(u => u.Why).ToList();
        foreach (var group in model.Shown(unfit, Measured.MostReasons)) page.Point("Without them", $"{Measured.Some([.. group.Select(u => Measured.Name(u.Tensor))])}: {group.Key}");
        model.NoteMore(page, unfit.Count, Measured.MostReasons);
    }
}
