using MoeGate.Metrics;

namespace MoeGate.Reports.Compare;

/// <summary>The whole in two lines, and what to look at first.</summary>
internal static class TotalSection
{
    /// <summary>Deficits within this show as 0.</summary>
    private const double Alike = 0.05;

    /// <summary>Relative errors up to this are those of rounding to bfloat16, and say nothing of a row.</summary>
    private const double Rounding = 0.002;

    public static void Write(Page page, ComparedModel model)
    {
        page.Section("The whole, and what to look at first");
        if (model.Slices.Count == 0)
        {
            page.Point("Nothing compared", "the last section says why, tensor by tensor", Color.Red);
            return;
        }

        var everything = new ComparedLine("everything", model.Slices);
        List<ComparedSlice> quantized = [.. model.Slices.Where(s => s.Stored.Entry.Type.IsQuantized)];
        List<ComparedLine> lines = quantized.Count == 0 || quantized.Count == model.Slices.Count ? [everything] : [new ComparedLine("quantized", quantized), everything];
        CompareColumn.Write(
            page, "", lines,
            [
                CompareColumn.Tensors, CompareColumn.Weights,
                new("reference", l => Figure.Size(l.Errors.Origin)), new("candidate", l => Figure.Size(l.Errors.Bytes)),
                CompareColumn.Bits, CompareColumn.Sqnr, CompareColumn.Expected, CompareColumn.Deficit, CompareColumn.RelativeError,
                .. model.HasImportance ? [CompareColumn.Importance] : Array.Empty<CompareColumn>(),
            ]);
        page.Note(CompareColumn.About + (model.HasImportance ? CompareColumn.AboutImportance : ""));
        page.Line();
        First(page, model, everything.Errors.IsExact);
    }

    private static void First(Page page, ComparedModel model, bool isExact)
    {
        var exact = model.Tensors.Count(t => t.Errors.IsExact);
        page.Fact("Exact", isExact ? "every weight that was compared equals the reference's" : $"{Page.Grouped(exact)} of {FilesSection.Tensors(model.Tensors.Count)}: every weight equals the reference's");
        if (!isExact)
        {
            page.Fact("Worst tensor", Described(model.Tensors[0]));
            if (model.Experts.Count > 0 && !model.Experts[0].Errors.IsExact) page.Fact("Worst expert", Described(model.Experts[0]));
            if (Row(model) is { } row) page.Fact("Worst row", row);
        }

        var kin = model.Observed.Pairs?.Layers ?? [];
        Warn(page, "Not compared", model.NotCompared.Count(n => n.Why.Kind == Absence.Missing), "tensor", "tensors");
        Warn(page, "In another's place", kin.Sum(l => l.Strays.Count), "expert's matrix", "experts' matrices");
        Warn(page, "Router", kin.Sum(l => l.RouterStrays.Count), "row is not that of its expert", "rows are not those of their experts");
    }

    private static string Described(ComparedLine line) => $"{line.Label}, {line.Types}: relative error {CompareColumn.Ratio(line.Errors.RelativeError)}, " + line.Errors switch
    {
        { WasZero: true } => "for the reference is all zeros",
        { Deficit: null } => "where its type loses next to nothing",
        { Deficit: < Alike and > -Alike } => "as its type should be",
        { Deficit: > 0 and var worse } => $"{Page.Fixed(worse, 1)} dB worse than its type should be",
        { Deficit: var better } => $"{Page.Fixed(-better, 1)} dB better than its type should be",
    };

    /// <summary>The row that stands farthest above its own matrix: one among thousands does not show in the matrix's own figures.</summary>
    private static string? Row(ComparedModel model)
    {
        var rows = model.Slices.Where(s => s.Stored.Rows > 1 && s.Read.Worst is { Error: > Rounding })
            .Select(s => (Slice: s, Worst: s.Read.Worst!.Value, Times: s.Read.Worst.Value.Error / s.Read.Errors.RelativeRmse)).Where(r => double.IsFinite(r.Times)).ToList();
        if (rows.Count == 0) return null;
        var (slice, worst, times) = rows.MaxBy(r => r.Times);
        return $"{ComparedLine.Of(slice).Label} row {worst.Row}: relative error {CompareColumn.Ratio(worst.Error)}, {Page.Fixed(times, 1)} times that of its matrix";
    }

    private static void Warn(Page page, string name, int count, string one, string many)
    {
        if (count > 0) page.Point(name, $"{Page.Grouped(count)} {(count == 1 ? one : many)}: see the last section", Color.Yellow);
    }
}
