namespace MoeGate.Reports.Weights;

/// <summary>How much the rows of a tensor differ: each makes one output.</summary>
internal static class RowSection
{
    public static void Write(Page page, Measured measured)
    {
        page.Section("2  Rows: how much outputs differ");
        var rows = measured.Rows("row.std.mean", "row.std_cv");
        var matrices = measured.Tensors.Where(t => !t.Tensor.IsVector);
        if (rows.Count > 0)
        {
            Column.Write(
                page, "tensor", rows, Column.Shape,
                Column.Of("mean of means", "row.mean.mean", Show.Value),
                Column.Of("σ", "row.mean.std", Show.Value),
                Column.Of("min", "row.mean.min", Show.Value),
                Column.Of("max", "row.mean.max", Show.Value),
                Column.Of("CV", "row.mean_cv", Show.Decimals(3)),
                Column.Of("mean range", "row.range.mean", Show.Value), Column.Of("σ", "row.range.std", Show.Value));
            page.Line();
            Column.Write(
                page, "tensor", rows,
                Column.Of("mean of σ", "row.std.mean", Show.Value),
                Column.Of("σ", "row.std.std", Show.Value),
                Column.Of("min", "row.std.min", Show.Value),
                Column.Of("max", "row.std.max", Show.Value),
                Column.Of("CV", "row.std_cv", Show.Decimals(4)));
            page.Note("A high CV of the rows' σ means rows of different strength: one scale for all would not do, one per group does. The CV of the means is shown only where their mean can be told from 0." + ValueSection.How(measured, "CV of the rows' σ"));
        }

        measured.NoteMissing(page, matrices, "row.std.mean");
    }
}
