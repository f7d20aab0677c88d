using MoeGate.Metrics;

namespace MoeGate.Reports.Weights;

/// <summary>One row per role: whether it is harder to quantize than its neighbours; and in words whether, where and why ffn_down is.</summary>
internal static class HardnessSection
{
    private const string Offset = "quant2.relative_offset_rmse";
    private const string Output = "matmul.output_error";
    private const int BarWidth = 16;

    private static readonly (string Heading, string Id, Func<double?, string> Format)[] figures =
    [
        ("rmse ÷ σ", Offset, Show.Decimals(4)),
        ("excess", "group.offset_excess", Show.Decimals(3)),
        ("kurtosis", "weight.excess_kurtosis", Show.Decimals(2)),
        ("outliers", "weight.outliers", Show.Share),
        ("top 1%", "matmul.share.top1", Show.Percent(1)),
        ("max÷min", "column_rms.max_min_ratio", Show.Times),
        ("corr.", "matmul.correlation", Show.Decimals(3)),
        ("output", Output, Show.Percent(2)),
    ];

    public static void Write(Page page, Measured measured)
    {
        page.Section("How hard: what 2 bits per weight would cost each role");
        var tensors = measured.Tensors.Where(t => measured.Value(t, Offset) is not null).ToList();
        if (tensors.Count == 0)
        {
            page.Note("Not known: no matrix here is stored unquantized and decodable. How hard weights are to quantize shows in the original, not in what is left after quantization.");
            measured.NoteMissing(page, measured.Tensors.Where(t => !t.Tensor.IsVector), Offset);
            return;
        }

        var largest = tensors.Max(t => measured.Value(t, Output)) ?? 0;
        var table = new TextTable(["role", "", .. figures.Select(f => f.Heading), ""]).Right(Enumerable.Range(2, figures.Length));
        foreach (var role in Measured.ByRole(tensors))
        {
            List<ObservedTensor> members = [.. role];
            if (members.Count == 1)
            {
                var where = members[0].Tensor.Layer is { } layer ? $"blk.{Figure.Number(layer)}" : "";
                table.Add([Measured.Short(role.Key), where, .. figures.Select(f => f.Format(measured.ReadWithInput(members[0], f.Id)?.Value)), Bar(measured, members, largest)]);
                continue;
            }

            string[] worst = [.. figures.Select(f => Worst(measured, members, f.Id, f.Format))];
            string[] mean = [.. figures.Select((f, i) => f.Format(Mean(members.Select(t => measured.ReadWithInput(t, f.Id)?.Value))) + new string(' ', Suffix(worst[i])))];
            table.Add([Measured.Short(role.Key), $"mean of {members.Count}", .. mean, Bar(measured, members, largest)]);
            table.Add(["", "worst @layer", .. worst, ""]);
        }

        table.Add([Column.ByChance, "", .. figures.Select(f => ByChance(measured, tensors, f.Id) is { } chance ? f.Format(chance) : ""), ""]);
        page.Table(table);
        page.Line();
        foreach (var focus in Measured.ByRole(tensors).Where(r => r.Key.StartsWith("ffn_down", StringComparison.Ordinal)))
            new Comparison(measured, focus.Key, [.. focus], tensors).Write(page);
        Hardest(page, measured, tensors);
        page.Note("Rmse ÷ σ: the error of 4 levels between each group's extremes, in the weights' own spread; higher is harder, whatever the scale. Excess: offset importance ÷ that of Gaussian weights. Top 1%: share of all activation RMS × weight error that 1% of the columns hold. Max÷min: RMS of the strongest ÷ weakest dimension that enters. Corr.: correlation of activation RMS and weight error over columns; above chance, what counts most quantizes worst. Output: share of the output's energy that the 4-level error takes under the real activations; the bar is full at the largest.");
        measured.NoteMissing(page, measured.Tensors.Where(t => !t.Tensor.IsVector), Offset);
    }

    internal static double? Mean(IEnumerable<double?> values)
    {
        List<double> there = [.. values.OfType<double>()];
        return there.Count == 0 ? null : there.Average();
    }

    private static void Hardest(Page page, Measured measured, List<ObservedTensor> tensors)
    {
        // A tensor without any judged group has no error and is not the easiest.
        tensors = [.. tensors.Where(t => measured.Value(t, Offset) > 0)];
        if (tensors.Count < 2) return;
        var hardest = tensors.MaxBy(t => measured.Value(t, Offset))!;
        var easiest = tensors.MinBy(t => measured.Value(t, Offset))!;
        var few = Math.Min(3, tensors.Count - 1);
        var named = tensors.OrderByDescending(t => measured.Value(t, Offset)).Take(few).Select(Named);
        page.Point(
            "Hardest of all",
            $"{string.Join(", ", named)}; easiest {Named(easiest)}, {Page.Fixed(measured.Value(hardest, Offset) / measured.Value(easiest, Offset), 2)}× apart by their weights");

        string Named(ObservedTensor tensor) => $"{Measured.Name(tensor)} ({Page.Fixed(measured.Value(tensor, Offset), 4)})";
    }

    private static double? ByChance(Measured measured, List<ObservedTensor> tensors, string id) => id switch
    {
        "group.offset_excess" => 1,
        "weight.excess_kurtosis" => 0,
        _ => Null(measured, tensors, id),
    };

    private static double? Null(Measured measured, List<ObservedTensor> tensors, string id) =>
        Mean(tensors.Select(t => measured.ReadWithInput(t, id)?.Expected));

    private static string Worst(Measured measured, List<ObservedTensor> members, string id, Func<double?, string> format)
    {
        var there = members.Where(t => measured.ReadWithInput(t, id)?.Value is not null).ToList();
        if (there.Count == 0) return "–";
        var worst = there.MaxBy(t => measured.ReadWithInput(t, id)!.Value)!;
        if (there.TrueForAll(t => measured.ReadWithInput(t, id)!.Value == 0)) return format(0);
        return format(measured.ReadWithInput(worst, id)!.Value) + (worst.Tensor.Layer is { } layer ? $"@{Figure.Number(layer)}" : "");
    }

    private static string Bar(Measured measured, List<ObservedTensor> members, double largest) =>
        Page.Bar(Mean(members.Select(t => measured.Value(t, Output))) ?? 0, largest, BarWidth);

    /// <summary>How far a mean is set to the left, so that its digits stand above those of the worst.</summary>
    private static int Suffix(string cell) => cell.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at ? cell.Length - at : 0;
}
