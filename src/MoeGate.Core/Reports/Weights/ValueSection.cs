namespace MoeGate.Reports.Weights;

/// <summary>How weights, or activations, are distributed: moments, extremes and percentiles.</summary>
internal static class ValueSection
{
    /// <summary>Standard deviations within which a thousandth of one of a Gaussian is: |x| &lt; 0.001 σ.</summary>
    private const double GaussianNearZero = 0.000797885;

    /// <summary>Without 50, the median of the table above.</summary>
    private static readonly string[] percents = ["0.1", "1", "5", "25", "75", "95", "99", "99.9"];

    public static void Weights(Page page, Measured measured)
    {
        page.Section("1  Weights: how they are distributed");
        var rows = measured.Rows("weight.std", "weight.excess_kurtosis");
        if (rows.Count > 0)
        {
            Tables(page, "tensor", "weight", rows);
            page.Note("|mean|÷σ: how far the whole tensor is offset. Kurtosis is beyond a Gaussian's: above 0, few weights far out set the steps of many. Near 0: share with |w| < 0.001 σ. Outliers: share beyond 6 σ." + How(measured, "kurtosis"));
        }

        measured.NoteMissing(page, measured.Tensors, "weight.std");
    }

    public static void Activations(Page page, Measured measured)
    {
        page.Section("4  Activations: how they are distributed");
        var rows = measured.SourceRows("activation.std", "activation.excess_kurtosis");
        if (rows.Count == 0)
        {
            Absent(page, measured, "activation.std");
            return;
        }

        Tables(page, "source", "activation", rows);
        page.Note("Shape: tokens × dimensions. Compare the kurtosis of ffn_down_input with that of ffn_input: SwiGLU multiplies two numbers, and products have heavier tails." + How(measured, "kurtosis"));
    }

    /// <summary>Says what to give for a section whose evidence is not there.</summary>
    public static void Absent(Page page, Measured measured, string key, bool fromPower = false)
    {
        var reasons = measured.Sources.Select(s => measured.Read(s, key)?.Unavailable?.Reason).OfType<string>().Distinct().ToList();
        page.Note(reasons.Count > 0
            ? "Not available: " + Formats.Plain.Text(string.Join("; ", reasons.Take(3))) + "."
            : fromPower ? "Not measured: give --activations DIR, or --imatrix FILE for the power of each dimension."
            : measured.Sources.Any(s => s.IsPower) ? "Not measured: an importance matrix knows only the power of each dimension. Give --activations DIR." : "Not measured: give --activations DIR.");
    }

    /// <summary>What the rows are where not every tensor has one.</summary>
    public static string How(Measured measured, string worst) =>
        measured.IsDetailed ? "" : $" Rows are means over layers, and below each the tensor of highest {worst}; --verbose shows every tensor.";

    private static void Tables(Page page, string subject, string family, IReadOnlyList<ReportRow> rows)
    {
        string Id(string figure) => $"{family}.{figure}";
        Column.Write(
            page, subject, rows,
            Column.Shape,
            Column.Of("mean", Id("mean"), Show.Value),
            Column.Of("σ", Id("std"), Show.Value),
            Column.Of("min", Id("min"), Show.Value),
            Column.Of("max", Id("max"), Show.Value),
            Column.Of("median", Id("median"), Show.Value),
            Column.Of("|mean|÷σ", Id("offset_to_spread"), Show.Decimals(4)),
            Column.Of("skewness", Id("skewness"), Show.Decimals(4), 0), Column.Of("kurtosis", Id("excess_kurtosis"), Show.Decimals(4), 0));
        page.Line();
        Column.Write(
            page, subject, rows,
            [
                Column.Text(family == "weight" ? "weights" : "values", r => r.Tensor is { } t ? Page.Grouped(t.Tensor.Elements) : r.Source is { } s ? Page.Grouped((double)s.Sums.Tokens * s.Sums.Dimensions) : ""),
                .. percents.Select(p => Column.Of(p + "%", Id("p" + p), Percentile)),
                Column.Of("near 0", Id("near_zero"), Show.Share, GaussianNearZero),
                Column.Of("outliers", Id("outliers"), Show.Share),
                Column.Of("not finite", Id("nonfinite"), Show.Count),
            ]);
    }

    /// <summary>Four decimals, as long as they say something.</summary>
    private static string Percentile(double? value) => value is null or 0 || Math.Abs(value.Value) is >= 0.01 and < 1e5 ? Page.Fixed(value, 4) : Show.Value(value);
}
