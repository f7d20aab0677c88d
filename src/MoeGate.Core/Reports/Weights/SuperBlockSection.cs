using System.Globalization;
using MoeGate.Metrics;

namespace MoeGate.Reports.Weights;

/// <summary>Power × error by super-block of 256 columns, as K-quants store rows.</summary>
internal static class SuperBlockSection
{
    private const int Named = 5;

    /// <summary>Columns of a super-block.</summary>
    private const int Width = 256;

    public static void Write(Page page, Measured measured)
    {
        page.Section("9  The error of the product by super-block of 256 columns");
        var rows = measured.Rows("matmul.superblock_power.mean", "matmul.superblock_correlation");
        if (rows.Count == 0)
        {
            ValueSection.Absent(page, measured, "column_rms.mean", fromPower: true);
            return;
        }

        Column.Write(
            page, "tensor", rows, Column.Text("super-blocks", r => r.Tensor is { } t ? Page.Grouped((t.Tensor.Columns + Width - 1) / Width) : ""),
            Column.Of("mean power", "matmul.superblock_power.mean", Show.Value),
            Column.Of("σ", "matmul.superblock_power.std", Show.Value),
            Column.Of("min", "matmul.superblock_power.min", Show.Value),
            Column.Of("max", "matmul.superblock_power.max", Show.Value),
            Column.Of("mean MSE", "matmul.superblock_mse.mean", Show.Value),
            Column.Of("min", "matmul.superblock_mse.min", Show.Value),
            Column.Of("max", "matmul.superblock_mse.max", Show.Value),
            Column.Of("correlation", "matmul.superblock_correlation", Show.Decimals(4)));
        page.Line();
        page.Line("The five super-blocks that contribute most:");
        var table = new TextTable("tensor", "columns", "power", "MSE", "power × MSE", "of all").Right(1, 2, 3, 4, 5);
        foreach (var row in rows.Where(r => r.Tensor is not null)) Blocks(table, row);
        page.Table(table);
        page.Note("Power: mean over the block's columns of activation RMS²; MSE: of the squared weight error. A correlation above 0 says that power meets error; chance reaches 1 ÷ √(super-blocks)." + ValueSection.How(measured, "correlation"));
        var few = measured.Tensors
            .Where(t => measured.Value(t, "matmul.superblock_power.mean") is not null && measured.Read(t, "matmul.superblock_correlation") is { Value: null }).ToList();
        foreach (var group in few.GroupBy(t => measured.Read(t, "matmul.superblock_correlation")!.Unavailable!.Reason))
            page.Note($"No correlation for {Measured.Some([.. group.Select(Measured.Name)])}: {Formats.Plain.Text(group.Key)}.");
    }

    private static void Blocks(TextTable table, ReportRow row)
    {
        var (sums, input) = (row.Tensor!.Sums?.ByColumn, row.Source?.Sums);
        var label = row.Label;
        if (row.Read("matmul.superblock_top") is not { } top || sums is null || input is null) return;
        double total = 0;
        for (var first = 0; first < input.MeanSquare.Length; first += Width)
        {
            var end = Math.Min(input.MeanSquare.Length, first + Width);
            total += Power(input.MeanSquare, first, end) * Error(sums, first, end);
        }

        foreach (var item in top.Items.Take(Named))
        {
            if (Range(item.Index) is not var (first, end) || end > input.MeanSquare.Length) continue;
            table.Add(
                label, item.Index, Show.Value(Power(input.MeanSquare, first, end)), Show.Value(Error(sums, first, end)), Show.Value(item.Value),
                total > 0 ? Page.Fixed(100 * item.Value / total, 1, "%") : "–");
            label = "";
        }
    }

    private static double Power(double[] meanSquare, int first, int end) => meanSquare.AsSpan(first..end).ToArray().Average();

    private static double Error(Reductions.ColumnSums sums, int first, int end) => Enumerable.Range(first, end - first).Average(j => sums.SquaredError[j] / Math.Max(1, sums.Counts[j]));

    private static (int First, int End)? Range(string index)
    {
        var dash = index.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && int.TryParse(index.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(index.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && last >= first
            ? (first, last + 1)
            : null;
    }
}
