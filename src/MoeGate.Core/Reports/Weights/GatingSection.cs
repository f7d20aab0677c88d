using MoeGate.Metrics;
using MoeGate.Reductions;

namespace MoeGate.Reports.Weights;

/// <summary>What SwiGLU makes of the input of the feed-forward part: the activations that enter ffn_down beside those that enter ffn_gate.</summary>
internal static class GatingSection
{
    private const string Before = "ffn_input";
    private const string After = "ffn_down_input";

    public static void Write(Page page, Measured measured)
    {
        page.Section("8  SwiGLU: what enters ffn_down beside what enters ffn_gate");
        var all = measured.Sources.Where(s => s.Sums.Values is not null && s.Subject.Role is Before or After).ToList();
        if (all.Count == 0)
        {
            ValueSection.Absent(page, measured, "token.std");
            return;
        }

        var shown = Shown(measured, all);
        var table = new TextTable("source", "token", "mean", "σ", "max |a|", "near 0", "negative").Right(2, 3, 4, 5, 6);
        foreach (var source in shown)
        {
            var values = source.Sums.Values!;
            var label = $"{Measured.Name(source)} {source.Sums.Tokens}×{source.Sums.Dimensions}";
            for (var t = 0; t < values.First.Count; t++)
            {
                Token(table, label, Figure.Number(t), values.First[t]);
                label = "";
            }

            Token(table, label, "mean of all", values.OverTokens);
        }

        page.Table(table);
        page.Line();
        var rows = shown.Select(measured.Row).Where(r => r["dimension.std.max"] is not null).ToList();
        if (rows.Count > 0)
            Column.Write(
                page, "dimensions of", rows,
                Column.Of("mean from", "dimension.mean.min", Show.Value),
                Column.Of("to", "dimension.mean.max", Show.Value),
                Column.Of("σ from", "dimension.std.min", Show.Value),
                Column.Of("to", "dimension.std.max", Show.Value),
                Column.Of("negative: mean", "dimension.negative.mean", Show.Decimals(3)),
                Column.Of("from", "dimension.negative.min", Show.Decimals(3)),
                Column.Of("to", "dimension.negative.max", Show.Decimals(3)),
                Column.Of("> 70%", "dimension.negative_above_0.7", Show.Count),
                Column.Of("< 30%", "dimension.negative_below_0.3", Show.Count));
        page.Note("Near 0: share with |a| < 0.01 of the token's σ (0.008 for Gaussian numbers); a high share and a high max |a| say that few dimensions do the work. Negative: of tokens, by dimension; the counts are dimensions that are mostly, or seldom, below 0."
            + (shown.Count < all.Count ? " Shown is the layer whose ffn_down_input reaches farthest in its own σ; --verbose shows every layer." : ""));
    }

    private static List<ObservedActivation> Shown(Measured measured, List<ObservedActivation> all)
    {
        var layers = all.GroupBy(s => s.Subject.Layer).ToList();
        if (measured.IsDetailed || layers.Count == 1) return all;
        return [.. layers.MaxBy(l => l.Where(s => s.Subject.Role == After).Select(Reach).DefaultIfEmpty(-1).Max())!];
    }

    /// <summary>How far the tokens reach, on average, in their own standard deviations.</summary>
    private static double Reach(ObservedActivation source) =>
        source.Sums.Values!.OverTokens is { Std: > 0 } tokens ? tokens.MaxAbs / tokens.Std : 0;

    private static void Token(TextTable table, string label, string token, TokenFigures figures) => table.Add(
        label, token, Finite(figures.Mean, Show.Value), Finite(figures.Std, Show.Value), Finite(figures.MaxAbs, Show.Value),
        Finite(figures.NearZero, Show.Decimals(3)), Finite(figures.Negative, Show.Decimals(3)));

    private static string Finite(double value, Func<double?, string> format) => format(double.IsFinite(value) ? value : null);
}
