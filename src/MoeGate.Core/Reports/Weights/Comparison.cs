using MoeGate.Metrics;

namespace MoeGate.Reports.Weights;

/// <summary>
/// Whether, where and why a role of ffn_down is harder to quantize than its neighbours of the same layers, in words that the figures
/// bear out: a figure that is not there is not spoken of, and one within the margin is called alike.
/// </summary>
internal sealed class Comparison
{
    /// <summary>Ratios this near to 1 are alike: layers of one kind differ as much by chance.</summary>
    private const double Margin = 0.02;

    /// <summary>Errors of outputs, shares and spreads of activations vary more.</summary>
    private const double WideMargin = 0.1;

    /// <summary>Of excess kurtosis, which varies most.</summary>
    private const double TailMargin = 0.5;

    private const string Offset = "quant2.relative_offset_rmse";
    private const string OutputError = "matmul.output_error";

    private readonly Measured measured;
    private readonly string role;
    private readonly List<(ObservedTensor Focus, List<ObservedTensor> Others)> pairs;
    private readonly string others;
    private bool isHarder;

    public Comparison(Measured measured, string role, List<ObservedTensor> focus, List<ObservedTensor> all)
    {
        this.measured = measured;
        this.role = role;
        var suffix = role["ffn_down".Length..];
        var own = all.Where(t => t.Tensor.Layer is not null && t.Tensor.Role is var r && (r == "ffn_gate" + suffix || r == "ffn_up" + suffix || r == "ffn_gate_up" + suffix)).ToList();
        if (own.Count == 0) own = [.. all.Where(t => t.Tensor.Layer is not null && t.Tensor.Role.StartsWith("attn_", StringComparison.Ordinal))];
        pairs = [.. focus.Select(f => (f, own.Where(o => o.Tensor.Layer == f.Tensor.Layer && f.Tensor.Layer is not null).ToList())).Where(p => p.Item2.Count > 0)];
        others = And([.. Measured.ByRole(pairs.SelectMany(p => p.Others)).Select(g => Measured.Short(g.Key))]);
    }

    public void Write(Page page)
    {
        var name = Measured.Short(role);
        if (pairs.Count == 0)
        {
            page.Point(name, "no neighbour of the same layer to compare it with");
            return;
        }

        var (weights, output) = (Ratios(Offset), Ratios(OutputError));
        page.Point(name, Whether(weights, output));
        if (weights.Count > 0) page.Point("  by its weights", $"{Times(weights.Average(r => r.Ratio))} their offset error{Worst(weights)}.");
        if (output.Count > 0)
            page.Point(
                "  by its output",
                $"4 levels take {Percent(Mean(pairs.Select(p => p.Focus), OutputError)!.Value)} of its output's energy, {Percent(Mean(pairs.SelectMany(p => p.Others), OutputError)!.Value)} of theirs: "
                + $"{Times(output.Average(r => r.Ratio))}{Worst(output)}.");
        if (Single(weights, output) is { } single) page.Point("  in which layers", single);
        if (Where() is { Length: > 0 } where) page.Point("  where", where);
        if (Why() is { Length: > 0 } why) page.Point(isHarder ? "  why" : "  beside it", why);
    }

    /// <summary>The first thing to know, in a sentence; what is alike within the margins is not called harder.</summary>
    private string Whether(List<(int Layer, double Ratio)> weights, List<(int Layer, double Ratio)> output)
    {
        if (weights.Count == 0) return $"cannot be compared with {others}: their figures are not there.";
        var byWeights = Class(weights, Margin);
        var byOutput = Class(output, WideMargin);
        isHarder = byWeights > 0 || byOutput > 0;
        var beside = weights.Count > 1 ? others + " on average" : others;
        var than = isHarder ? $"harder than {beside}" : byWeights < 0 ? $"easier than {beside}" : $"no harder than {beside}";
        const string real = "under the real activations";
        return (byWeights, byOutput) switch
        {
            (> 0, > 0) => $"{than}, by its weights and {real}.",
            (> 0, null) => $"{than} by its weights; {Unknown()}.",
            (> 0, _) => $"{than} by its weights, but not {real}.",
            (_, > 0) => $"{than} {real}, not by its weights.",
            (_, null) => $"{than} by its weights; {Unknown()}.",
            ( < 0, 0) => $"{than} by its weights, and alike {real}.",
            ( < 0, _) => $"{than}, by its weights and {real}.",
            (_, < 0) => $"{than} by its weights, and easier {real}.",
            _ => $"{than}, by its weights or {real}.",
        };
    }

    private string Unknown() => "what that means under real activations is not measured" + (measured.Sources.Any(s => !s.IsPower) ? "" : " (--activations DIR)");

    private static int? Class(List<(int Layer, double Ratio)> ratios, double margin) => ratios.Count == 0 ? null : ratios.Average(r => r.Ratio) switch
    {
        var mean when mean > 1 + margin => 1,
        var mean when mean < 1 - margin => -1,
        _ => 0,
    };

    private static string Worst(List<(int Layer, double Ratio)> ratios)
    {
        if (ratios.Count == 1) return "";
        var worst = ratios.MaxBy(r => r.Ratio);
        return $" on average over {ratios.Count} layers, {Times(worst.Ratio)} in the worst, blk.{Figure.Number(worst.Layer)}";
    }

    /// <summary>In which layers it is harder, where there are several: a mean hides one that is.</summary>
    private static string? Single(List<(int Layer, double Ratio)> weights, List<(int Layer, double Ratio)> output)
    {
        if (weights.Count < 2) return null;
        var harder = weights.Where(r => r.Ratio > 1 + Margin).Select(r => (r.Layer, Excess: (r.Ratio - 1) / Margin, Text: $"{Times(r.Ratio)} by its weights"))
            .Concat(output.Where(r => r.Ratio > 1 + WideMargin).Select(r => (r.Layer, Excess: (r.Ratio - 1) / WideMargin, Text: $"{Times(r.Ratio)} by its output")))
            .GroupBy(r => r.Layer).OrderByDescending(g => g.Max(r => r.Excess)).ThenBy(g => g.Key).ToList();
        return harder.Count == 0
            ? $"harder in none of {weights.Count}."
            : $"harder in {harder.Count} of {weights.Count}: {Measured.Some([.. harder.Select(g => $"blk.{Figure.Number(g.Key)} ({string.Join(", ", g.Select(r => r.Text))})")])}.";
    }

    private string Where()
    {
        var parts = new List<string>();
        if (Both("matmul.share.top1") is { } share)
            parts.Add($"the top 1% of its columns hold {Percent(share.Own)} of the error, {Percent(share.Others)} in the others{Chance("matmul.share.top1")}");
        if (Both("power_share.top1") is { } power)
            parts.Add($"the top 1% of what enters it holds {Percent(power.Own)} of the power, {Percent(power.Others)} in the others");
        var strongest = pairs
            .Select(p => (p.Focus, Input: p.Focus.Input, Top: measured.ReadWithInput(p.Focus, "column_rms.top"), Mean: measured.ReadWithInput(p.Focus, "column_rms.mean")?.Value))
            .Where(t => t.Top is { Value: not null, At: not null } && t.Mean > 0).Select(t => (t.Focus, t.Top!.At, Ratio: t.Top.Value / t.Mean)).ToList();
        if (strongest.Count > 0)
        {
            var top = strongest.MaxBy(t => t.Ratio);
            parts.Add($"its strongest dimension is {top.At}{(pairs.Count > 1 ? $" of blk.{Figure.Number(top.Focus.Tensor.Layer ?? 0)}" : "")}, {Page.Fixed(top.Ratio, 1)}× the mean RMS");
        }

        return parts.Count == 0 ? "" : Sentence(string.Join("; ", parts));
    }

    private string Why()
    {
        var parts = new List<string>();
        if (Both("weight.excess_kurtosis") is { } tails)
        {
            var beside = $"(excess kurtosis {Show.Decimals(2)(tails.Own)} beside {Show.Decimals(2)(tails.Others)})";
            parts.Add(tails.Own > tails.Others + TailMargin ? $"its tails are heavier {beside}"
                : tails.Own < tails.Others - TailMargin ? $"its tails are lighter {beside}"
                : $"its tails are like theirs {beside}");
        }

        if (Mean(pairs.Select(p => p.Focus), "group.offset_excess") is { } excess)
            parts.Add(excess switch
            {
                > 1 + WideMargin => $"its groups have offsets: offset importance is {Times(excess)} the Gaussian null",
                < 1 - WideMargin => $"not offsets: offset importance is below the Gaussian null ({Times(excess)})",
                _ => $"not offsets: offset importance is at the Gaussian null ({Times(excess)})",
            });
        if (Both("column_rms.cv") is { } power)
            parts.Add($"what enters it is {Compared(power.Own / power.Others, "more uneven", "more even", "about as uneven")} (CV of the RMS {Page.Fixed(power.Own, 2)} beside {Page.Fixed(power.Others, 2)})");
        if (Related() is { } related) parts.Add(related);
        return Sentence(string.Join("; ", parts));
    }

    /// <summary>Over layers, where the correlation is beyond two standard errors of chance.</summary>
    private string? Related()
    {
        var found = pairs.Select(p => (Value: measured.Value(p.Focus, "matmul.correlation"), Limit: 2 / Math.Sqrt(p.Focus.Tensor.Columns))).Where(c => c.Value is not null).ToList();
        if (found.Count == 0) return null;
        var above = found.Count(c => c.Value > c.Limit);
        var mean = Page.Fixed(found.Average(c => c.Value), 3);
        return (found.Count, above) switch
        {
            (1, 1) => $"its high-power columns are also its badly quantized ones (correlation {mean}, chance within {Page.Fixed(found[0].Limit, 3)})",
            (1, _) => found[0].Value < -found[0].Limit
                ? $"its high-power columns quantize better than the rest (correlation {mean}, chance within {Page.Fixed(found[0].Limit, 3)})"
                : $"errors do not follow power (correlation {mean}, chance within {Page.Fixed(found[0].Limit, 3)})",
            _ => $"errors follow power beyond chance in {above} of {found.Count} layers (mean correlation {mean})",
        };
    }

    /// <summary>What even shares would be, which differs from a percent where there are few columns.</summary>
    private string Chance(string id)
    {
        double? Expected(IEnumerable<ObservedTensor> tensors) => HardnessSection.Mean(tensors.Select(t => measured.Read(t, id)?.Expected));
        return (Expected(pairs.Select(p => p.Focus)), Expected(pairs.SelectMany(p => p.Others))) is ({ } own, { } theirs) ? $" (by chance {Percent(own)} and {Percent(theirs)})" : "";
    }

    private List<(int Layer, double Ratio)> Ratios(string id) =>
    [
        .. pairs.Select(p => (Layer: p.Focus.Tensor.Layer!.Value, Own: measured.Value(p.Focus, id), Others: Mean(p.Others, id)))
            .Where(p => p.Own is not null && p.Others > 0).Select(p => (p.Layer, p.Own!.Value / p.Others!.Value)),
    ];

    /// <summary>Its mean and that of the others, over the layers that have both.</summary>
    private (double Own, double Others)? Both(string id)
    {
        var both = pairs.Select(p => (Own: measured.ReadWithInput(p.Focus, id)?.Value, Others: Mean(p.Others, id))).Where(p => p is { Own: not null, Others: not null }).ToList();
        return both.Count == 0 ? null : (both.Average(b => b.Own!.Value), both.Average(b => b.Others!.Value));
    }

    private double? Mean(IEnumerable<ObservedTensor> tensors, string id) => HardnessSection.Mean(tensors.Select(t => measured.ReadWithInput(t, id)?.Value));

    private static string Compared(double ratio, string more, string less, string alike) => ratio > 1 + WideMargin ? more : ratio < 1 - WideMargin ? less : alike;

    private static string Times(double ratio) => Page.Fixed(ratio, 2, "×");

    private static string Percent(double share) => Page.Fixed(100 * share, 1, "%");

    private static string And(List<string> names) => names.Count < 2 ? string.Concat(names) : string.Join(", ", names[..^1]) + " and " + names[^1];

    private static string Sentence(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..] + ".";
}
