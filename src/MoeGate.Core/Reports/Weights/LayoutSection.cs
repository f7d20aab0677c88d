using MoeGate.Metrics;

namespace MoeGate.Reports.Weights;

/// <summary>What grouping along the row means for tensors of different width.</summary>
internal static class LayoutSection
{
    /// <summary>The mean of 16 Gaussian weights is within 0.05 σ of 0 with this chance: erf(0.2 ÷ √2).</summary>
    private const double GaussianNearZero = 0.158519;

    private const double GaussianSigned = (1 - GaussianNearZero) / 2;

    public static void Write(Page page, Measured measured)
    {
        page.Section("7  Layout: rows, super-blocks and groups");
        var rows = measured.Rows("layout.groups", "group.intra_row_std");
        if (rows.Count > 0)
        {
            Column.Write(
                page, "tensor", rows, Column.Text("columns", r => r.Tensor is { } t ? Page.Grouped(t.Tensor.Columns) : ""),
                Column.Of("super-blocks", "layout.superblocks", Show.Count),
                Column.Of("groups", "layout.groups", Show.Count),
                Column.Of("Q2_K metadata", "layout.metadata_bytes", v => v is null ? "–" : Page.Grouped(v.Value) + " B"),
                Column.Of("intra-row σ", "group.intra_row_std", Show.Value),
                Column.Of("positive", "group.sign.positive", Show.Percent(1), GaussianSigned),
                Column.Of("negative", "group.sign.negative", Show.Percent(1), GaussianSigned),
                Column.Of("near 0", "group.sign.near_zero", Show.Percent(1), GaussianNearZero));
            page.Note("Counts are per row. Metadata: 20 of the 84 bytes that 256 weights take in Q2_K; a longer row has more of it and the same share. Intra-row σ: of the group means within a row. Signs: share of groups whose mean is beyond 0.05 σ of the tensor."
                + ValueSection.How(measured, "intra-row σ"));
            var ragged = measured.Tensors.Where(t => measured.Read(t, "layout.superblocks") is { Unavailable: not null } && measured.Value(t, "layout.groups") is not null).Select(Measured.Name).ToList();
            if (ragged.Count > 0) page.Note($"No super-blocks, since rows are no multiple of 256 and K-quants refuse them: {Measured.Some(ragged)}.");
        }

        measured.NoteMissing(page, measured.Tensors.Where(t => !t.Tensor.IsVector), "layout.groups");
    }
}
