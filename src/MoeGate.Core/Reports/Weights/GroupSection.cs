namespace MoeGate.Reports.Weights;

/// <summary>Groups of 16: do they need an offset each, and what does one gain?</summary>
internal static class GroupSection
{
    /// <summary>Of independent Gaussian weights, in percent: what an offset gains.</summary>
    private const double GaussianBenefit = 54.415;

    public static void Write(Page page, Measured measured)
    {
        page.Section("3  Groups of 16 along the row: does each need its own offset?");
        var rows = measured.Rows("quant2.rmse_offset", "quant2.relative_offset_rmse");
        if (rows.Count > 0)
        {
            Column.Write(
                page, "tensor", rows, Column.Text("groups", r => r.Tensor is { } t ? Page.Grouped((t.Tensor.Columns + 15) / 16 * (double)t.Tensor.Rows) : ""),
                Column.Of("mean of means", "group.mean.mean", Show.Value),
                Column.Of("σ", "group.mean.std", Show.Value),
                Column.Of("min", "group.mean.min", Show.Value),
                Column.Of("max", "group.mean.max", Show.Value),
                Column.Of("mean σ", "group.std.mean", Show.Value),
                Column.Of("σ", "group.std.std", Show.Value),
                Column.Of("mean range", "group.range.mean", Show.Value),
                Column.Of("σ", "group.range.std", Show.Value),
                Column.Of("constant", "group.constant", Show.Count));
            page.Line();
            page.Line("Offset importance, |group mean| ÷ group range:");
            Column.Write(
                page, "tensor", rows,
                Column.Of("mean", "group.offset_importance.mean", Show.Decimals(4)),
                Column.Of("excess", "group.offset_excess", Show.Decimals(3), 1),
                Column.Of("median", "group.offset_importance.median", Show.Decimals(4)),
                Column.Of("p90", "group.offset_importance.p90", Show.Decimals(4)),
                Column.Of("max", "group.offset_importance.max", Show.Decimals(4)),
                Column.Of("> 0.1", "group.offset_importance.above_0.1", Show.Decimals(3)),
                Column.Of("> 0.2", "group.offset_importance.above_0.2", Show.Decimals(3)),
                Column.Of("> 0.3", "group.offset_importance.above_0.3", Show.Decimals(3)));
            page.Line();
            page.Line("Error of 4 levels:");
            Column.Write(
                page, "tensor", rows,
                Column.Of("no offset", "quant2.rmse_no_offset", Show.Value),
                Column.Of("offset", "quant2.rmse_offset", Show.Value),
                Column.Of("clamped (Q2_K)", "quant2.rmse_clamped", Show.Value),
                Column.Of("offset benefit", "quant2.offset_benefit", v => Page.Fixed(v, 1, "%"), GaussianBenefit),
                Column.Of("offset ÷ σ", "quant2.relative_offset_rmse", Show.Decimals(4)));
            page.Note("Weights without any offset of their own have an offset importance and a benefit above 0 all the same: read both beside what Gaussian weights give by chance alone. Only well above it do groups have offsets." + ValueSection.How(measured, "offset ÷ σ"));
        }
        else
        {
            page.Note("No matrix here is stored unquantized and decodable.");
        }

        measured.NoteMissing(page, measured.Tensors.Where(t => !t.Tensor.IsVector), "quant2.rmse_offset");
    }
}
