using System.Globalization;

namespace MoeGate.Reports.Weights;

/// <summary>Where errors of weights meet strong activations, column by column.</summary>
internal static class MeetingSection
{
    private const int Named = 5;

    public static void Write(Page page, Measured measured)
    {
        page.Section("6  Where weight errors meet activation power");
        var rows = measured.Rows("matmul.contribution.mean", "matmul.share.top1");
        if (rows.Count == 0)
        {
            ValueSection.Absent(page, measured, "column_rms.mean", fromPower: true);
            measured.NoteMissing(page, measured.Tensors.Where(t => !t.Tensor.IsVector), "matmul.contribution.mean");
            return;
        }

        Column.Write(
            page, "tensor", rows, Column.Text("columns", r => r.Tensor is { } t ? Page.Grouped(t.Tensor.Columns) : ""),
            Column.Of("act. RMS", "column_rms.mean", Show.Decimals(4)),
            Bare("CV", "column_rms.cv", Show.Decimals(4)),
            Column.Of("error", "matmul.column_rmse.mean", Show.Value),
            Column.Of("CV", "matmul.column_rmse.cv", Show.Decimals(4)),
            Column.Of("contribution", "matmul.contribution.mean", Show.Value),
            Column.Of("σ", "matmul.contribution.std", Show.Value),
            Column.Of("correlation", "matmul.correlation", Show.Decimals(4)));
        page.Line();
        page.Line("Share of the contributions that the top columns hold, and the error of the output:");
        Column.Write(
            page, "tensor", rows,
            Column.Of("top 1%", "matmul.share.top1", Show.Percent(1)),
            Column.Of("5%", "matmul.share.top5", Show.Percent(1)),
            Column.Of("10%", "matmul.share.top10", Show.Percent(1)),
            Column.Of("25%", "matmul.share.top25", Show.Percent(1)),
            Column.Of("output", "matmul.output_error", Show.Percent(2)));
        page.Line();
        page.Line("The five columns that contribute most:");
        var table = new TextTable("tensor", "dim", "act. RMS", "error", "contribution", "σ of weights", "kurtosis").Right(1, 2, 3, 4, 5, 6);
        foreach (var row in rows.Where(r => r.Tensor is not null)) Columns(table, row);
        page.Table(table);
        page.Note($"The error is that of the 4-level proxy with Q2_K's constraint; contribution is activation RMS × error. Correlation above chance (1 ÷ √columns) means that dimensions of high power are also hard to quantize. Output: the error's share of the output's energy under the real activations." + ValueSection.How(measured, "top 1%"));
        measured.NoteMissing(page, measured.Tensors.Where(t => !t.Tensor.IsVector), "matmul.contribution.mean");
    }

    private static void Columns(TextTable table, ReportRow row)
    {
        var (sums, input) = (row.Tensor!.Sums?.ByColumn, row.Source?.Sums);
        var label = row.Label;
        foreach (var item in row.Read("matmul.contribution.mean")!.Items.Take(Named))
        {
            double? rms = null, error = null, spread = null, kurtosis = null;
            if (sums is not null && input is not null && int.TryParse(item.Index, NumberStyles.None, CultureInfo.InvariantCulture, out var j)
                && j < sums.Counts.Length && j < input.MeanSquare.Length && sums.Counts[j] > 0)
            {
                rms = Math.Sqrt(input.MeanSquare[j]);
                error = Math.Sqrt(sums.SquaredError[j] / sums.Counts[j]);
                spread = Math.Sqrt(sums.M2[j] / sums.Counts[j]);
                kurtosis = sums.M2[j] > 0 ? sums.Counts[j] * sums.M4[j] / (sums.M2[j] * sums.M2[j]) - 3 : null;
            }

            table.Add(label, item.Index, Show.Decimals(4)(rms), Show.Value(error), Show.Value(item.Value), Show.Value(spread), Page.Fixed(kurtosis, 2));
            label = "";
        }
    }

    private static Column Bare(string heading, string id, Func<double?, string> format) => Column.Text(heading, row => format(row[id]));
}
