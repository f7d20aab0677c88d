using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;

namespace MoeGate.Reports.Weights;

/// <summary>What was read, and what was not.</summary>
internal static class SourceSection
{
    public static void Write(Page page, Measured measured)
    {
        var evidence = measured.Observed.Evidence;
        var candidate = evidence.Identities.FirstOrDefault(i => i.Role == "candidate");
        page.Title($"Weights: {(candidate?.Path is { } path ? Plain.Text(path) : "tensors")}");
        page.Section("What was read");

        var tensors = measured.Tensors;
        if (candidate is not null)
        {
            string?[] facts = [candidate.Format is { } format ? Plain.Text(format) : null, candidate.Bytes is { } bytes ? Figure.Size(bytes) : null];
            page.Fact("Model", string.Join(", ", facts.OfType<string>()));
        }

        var layers = tensors.Select(t => t.Tensor.Layer).OfType<int>().Distinct().Order().ToList();
        page.Fact("Tensors", $"{Page.Grouped(tensors.Count)}{Layers(layers)}{Experts(tensors)}");
        page.Fact("Weights", $"{Page.Grouped(tensors.Sum(t => (double)t.Tensor.Elements))} in {Figure.Size(tensors.Sum(t => (double)t.Tensor.Bytes))}");
        page.Fact("Stored as", string.Join(", ", tensors.GroupBy(t => t.Tensor.Type.Name)
            .OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{Plain.Text(g.Key)} ({Tensors(g.Count())})")));
        if (Note(evidence, EvidenceIdentity.Selection) is { } selection) page.Point("Selected", selection);
        if (Note(evidence, EvidenceIdentity.Device) is { } device) page.Point("Measured on", device);
        Activations(page, measured, evidence);
        Left(page, tensors, evidence);
    }

    private static void Activations(Page page, Measured measured, EvidenceSet evidence)
    {
        var sources = measured.Sources;
        if (evidence.Imatrix is { } matrix && !sources.Any(s => s.IsPower))
            Warn(page, "Importance matrix", $"{Plain.Text(Plain.Portable(matrix.Shown))}: not used, {(sources.Count > 0 ? "for there are activations" : $"none of its {matrix.Entries.Count} entries fits a tensor here")}");
        if (sources.Count == 0)
        {
            page.Fact("Activations", "none   (--activations DIR, or --imatrix FILE for their power alone)");
            return;
        }

        foreach (var kind in sources.GroupBy(s => s.IsPower))
        {
            var tokens = kind.Select(s => s.Sums.Tokens).Order().ToList();
            var identity = evidence.Identities.FirstOrDefault(i => i.Role == (kind.Key ? "imatrix" : "activations"));
            var range = !kind.All(s => s.Sums.TokensAreCounted) ? "an unknown number of" : tokens[0] == tokens[^1] ? Page.Grouped(tokens[0]) : $"{Page.Grouped(tokens[0])} to {Page.Grouped(tokens[^1])}";
            page.Fact(
                kind.Key ? "Importance matrix" : "Activations",
                $"{kind.Count()} {(kind.Count() == 1 ? "source" : "sources")} of {range} tokens{(identity?.Path is { } path ? $", {Plain.Text(path)}" : "")}{(kind.Key ? "   (power only)" : "")}");
            var few = kind.Where(s => s.Sums.Values is not null && s.Sums.Tokens < Reductions.ActivationSums.EnoughTokens).Select(Measured.Name).ToList();
            if (few.Count > 0) Warn(page, "Low evidence", $"fewer than {Reductions.ActivationSums.EnoughTokens} tokens: {Measured.Some(few)}");
            foreach (var source in kind.Where(s => s.Sums.Values is { NonFinite: > 0 }).Take(4))
                Warn(page, "Not finite", $"{Page.Grouped(source.Sums.Values!.NonFinite)} activations of {Measured.Name(source)}; figures are over the others");
        }

        var used = measured.Tensors.Select(t => t.Input?.Subject).OfType<Subject>().ToHashSet();
        var idle = sources.Where(s => !used.Contains(s.Subject)).Select(Measured.Name).ToList();
        if (idle.Count > 0) page.Point("Enter no tensor here", Measured.Some(idle));
    }

    private static void Left(Page page, IReadOnlyList<ObservedTensor> tensors, EvidenceSet evidence)
    {
        var sampled = tensors.Where(t => t.Sums is { } sums && sums.Rows < t.Tensor.Rows).ToList();
        if (sampled.Count > 0)
            page.Point("Sampled", $"{(Note(evidence, EvidenceIdentity.Sample) is { } sample ? $"{sample}: " : "")}a part of the rows of {Tensors(sampled.Count)}, whose figures are estimates: {Measured.Some([.. sampled.Select(Measured.Name)])}");
        foreach (var type in tensors.Where(t => t.Tensor.Type.Decoder is null).GroupBy(t => t.Tensor.Type.Name))
            Warn(page, "Cannot be decoded", $"{Plain.Text(type.Key)}, {Tensors(type.Count())}: {Measured.Some([.. type.Select(Measured.Name)])}");
        var unread = tensors.Where(t => t is { Sums: null, Tensor: { Type.Decoder: not null, Elements: > 0 } }).Select(Measured.Name).ToList();
        if (unread.Count > 0) page.Point("Not read", $"{Tensors(unread.Count)}: {Measured.Some(unread)}");
        var mismatches = tensors.Where(t => t.Mismatch is not null).GroupBy(t => t.Mismatch!).ToList();
        foreach (var mismatch in mismatches.Take(Measured.MostReasons)) Warn(page, "Does not fit", $"{Measured.Some([.. mismatch.Select(Measured.Name)])}: {Plain.Text(mismatch.Key)}");
        if (mismatches.Count > Measured.MostReasons) Warn(page, "", $"and {Tensors(mismatches.Skip(Measured.MostReasons).Sum(m => m.Count()))} more");
        foreach (var odd in tensors.Where(t => t.Tensor.Note is not null).GroupBy(t => t.Tensor.Note!))
            page.Point("Odd", $"{Measured.Some([.. odd.Select(Measured.Name)])}: {Plain.Text(odd.Key)}");
        var broken = tensors.Where(t => t.Sums is { NonFinite: > 0 }).ToList();
        if (broken.Count > 0)
            Warn(page, "Not finite", $"{Page.Grouped(broken.Sum(t => (double)t.Sums!.NonFinite))} weights in {Tensors(broken.Count)}: {Measured.Some([.. broken.Select(Measured.Name)])}; figures are over the others");
    }

    private static string? Note(EvidenceSet evidence, string role) =>
        evidence.Identities.FirstOrDefault(i => i.Role == role)?.Value is { } value ? Plain.Text(value) : null;

    private static void Warn(Page page, string name, string text) => page.Point(name, text, Color.Yellow);

    private static string Tensors(int count) => count == 1 ? "1 tensor" : $"{Page.Grouped(count)} tensors";

    private static string Layers(List<int> layers) => layers.Count switch
    {
        0 => "",
        1 => $" of layer {Figure.Number(layers[0])}",
        _ => $" in {layers.Count} layers ({Figure.Number(layers[0])} to {Figure.Number(layers[^1])})",
    };

    private static string Experts(IReadOnlyList<ObservedTensor> tensors)
    {
        var counts = tensors.Where(t => t.Tensor.IsStacked).Select(t => t.Tensor.Slices.Count).Distinct().Order().ToList();
        return counts.Count switch
        {
            0 => "",
            1 => $", {counts[0]} experts each",
            _ => $", {counts[0]} to {counts[^1]} experts each",
        };
    }
}
