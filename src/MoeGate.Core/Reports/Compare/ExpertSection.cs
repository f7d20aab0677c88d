namespace MoeGate.Reports.Compare;

/// <summary>The experts of stacked tensors, worst first, each beside the one of the reference that it was.</summary>
internal static class ExpertSection
{
    private const int Most = 20;

    public static void Write(Page page, ComparedModel model)
    {
        var lines = model.Experts.Where(e => model.ShowsAll || !e.Errors.IsExact).ToList();
        if (lines.Count == 0) return;
        page.Section("Experts, worst first");
        var moved = model.Experts.Any(e => CompareColumn.Parent.Cell(e).Length > 0);
        CompareColumn.Write(
            page, "expert's matrix", model.Shown(lines, Most),
            [
                .. moved ? [CompareColumn.Parent] : Array.Empty<CompareColumn>(),
                CompareColumn.Type, CompareColumn.Sqnr, CompareColumn.Deficit, CompareColumn.RelativeError, CompareColumn.Cosine,
                .. model.HasImportance ? [CompareColumn.Importance] : Array.Empty<CompareColumn>(), CompareColumn.WorstRow,
            ]);
        model.NoteMore(page, lines.Count, Most);
        if (moved) page.Note("Was: the expert of the reference that it is, where its number is another.");
    }
}
