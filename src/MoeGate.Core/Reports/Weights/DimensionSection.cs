namespace MoeGate.Reports.Weights;

/// <summary>The power of each dimension of what enters the tensors.</summary>
internal static class DimensionSection
{
    private const int PerLine = 5;

    public static void Write(Page page, Measured measured)
    {
        page.Section("5  Power of dimensions: which columns count");
        var rows = measured.SourceRows("column_rms.mean", "power_share.top1");
        if (rows.Count == 0)
        {
            ValueSection.Absent(page, measured, "column_rms.mean", fromPower: true);
            return;
        }

        Column.Write(
            page, "source", rows, Column.Text("dims", r => r.Source is { } s ? Page.Grouped(s.Sums.Dimensions) : ""),
            Column.Of("mean RMS", "column_rms.mean", Show.Value),
            Column.Of("σ", "column_rms.std", Show.Value),
            Column.Of("min", "column_rms.min", Show.Value),
            Column.Of("max", "column_rms.max", Show.Value),
            Column.Of("CV", "column_rms.cv", Show.Decimals(4)),
            Column.Of("max÷min", "column_rms.max_min_ratio", Show.Times),
            Column.Of("dead", "column_rms.dead", Show.Count),
            Column.Of("top 10%", "power_share.top10", Show.Percent(1)),
            Column.Of("top 1%", "power_share.top1", Show.Percent(1)),
            Column.Of("massive", "activation.massive", Show.Count));
        page.Line();
        var table = new TextTable("source", "", "dimension (RMS)");
        foreach (var row in rows.Where(r => r.Source is not null))
        {
            List(table, row, "strongest", "column_rms.top", row.Label);
            List(table, row, "weakest", "column_rms.bottom", "");
            if (row.Read("activation.massive") is { Items.Count: > 0 }) List(table, row, "massive", "activation.massive", "");
        }

        page.Table(table);
        page.Note("An error in a column is multiplied by the RMS of its dimension. Top 10%, top 1%: share of all power that the strongest dimensions hold. Massive: some |a| above 100 and above 1000 × the median." + ValueSection.How(measured, "top 1%"));
    }

    private static void List(TextTable table, ReportRow row, string what, string id, string label)
    {
        var items = row.Read(id)?.Items.Take(10).Select(i => $"{i.Index} ({Show.Decimals(4)(i.Value)})").ToList() ?? [];
        for (var first = 0; first < items.Count; first += PerLine)
            table.Add(first == 0 ? label : "", first == 0 ? what : "", string.Join(", ", items.Skip(first).Take(PerLine)));
    }
}
