using System.Globalization;
using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Reports.Experts;

/// <summary>What a cut would keep at every usual ratio, the chosen one marked.</summary>
internal static class SweepSection
{
    private static readonly double[] ratios = [0.10, 0.20, 0.25, 0.33, 0.40, 0.50, 0.60, 0.75];

    private static readonly IReadOnlyList<Metric> columns =
        [.. new[] { "pruning.experts_kept", "pruning.kept_mass", "pruning.vs_random", "pruning.rel_gap", "pruning.heldout_vs_random" }.Select(id => Catalog.Find(id)!)];

    public static void Write(Page page, EvidenceSet evidence, CancellationToken cancellation)
    {
        page.Section("Retention sweep: what each cut would keep");
        var heldOut = evidence.HeldOut.Count > 0;
        var bar = heldOut ? 10 : 16;
        var table = new TextTable("keep", "experts", "kept mass", "vs random", "", "rel. gap", heldOut ? "held-out" : "", "worst layer").Right(0, 1, 2, 3, 5, 6);
        foreach (var (label, cut, chosen) in Cuts(evidence))
        {
            cancellation.ThrowIfCancellationRequested();
            var metrics = Measuring.Measure(cut, columns, cancellation);
            Reading? Mean(string id) => metrics[id, Subject.Model];
            var versus = Mean("pruning.vs_random");
            var worst = versus?.At is { } at ? metrics["pruning.vs_random", Subject.Parse(at)]?.Value : null;
            table.Add(
                label,
                Experts(metrics),
                Page.Fixed(Mean("pruning.kept_mass")?.Value, 2, "%"),
                Page.Signed(versus?.Value, 2, " pp"),
                Page.Bar(versus?.Value ?? 0, 40, bar).PadRight(bar),
                Page.Fixed(Mean("pruning.rel_gap")?.Value, 4),
                heldOut ? Page.Signed(Mean("pruning.heldout_vs_random")?.Value, 2, " pp") : "",
                $"{versus?.At ?? "–"} {Page.Signed(worst, 2, " pp")}{BelowTopK(cut)}{(chosen ? "  <--" : "")}");
        }

        page.Table(table);
        page.Line();
        page.Note("Means over layers. Kept mass: share of all scores that the kept experts hold. vs random: that, minus what a random set of the same size holds; above 0 by construction when the set is chosen by these scores" + (heldOut ? ". Held-out: the same on held-out text, in its least favourable domain." : ": give --held-out to see how much of it holds on other text.") + " Worst layer: the smallest vs random. Rel. gap: the step in score at the cut ÷ the layer's range; near 0 the cut has no natural place. The bar is full at 40 pp.");
    }

    private static IEnumerable<(string Label, EvidenceSet Cut, bool Chosen)> Cuts(EvidenceSet evidence)
    {
        var chosen = evidence.Keep?.Ratio;
        var all = chosen is { } ratio && !ratios.Contains(ratio) ? [.. ratios.Append(ratio).Order()] : ratios;
        foreach (var keep in all)
            yield return ((keep * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%", evidence.Cut(Keep.From(keep)!.Value), keep == chosen);
        if (evidence.Plan is not null) yield return ("plan", evidence, true);
        else if (evidence.Keep is { Count: not null } count) yield return (count.ToString(), evidence, true);
    }

    private static string Experts(MetricSet metrics)
    {
        var counts = ProfileSection.Values(metrics, "pruning.experts_kept").Select(v => v.Value).Distinct().Order().ToList();
        return counts.Count switch
        {
            0 => "–",
            1 => Figure.Number(counts[0]),
            _ => $"{Figure.Number(counts[0])}–{Figure.Number(counts[^1])}",
        };
    }

    private static string BelowTopK(EvidenceSet cut) =>
        cut.TopK is { } topK && cut.Layers.Any(l => l.Kept is { } kept && kept.Length < topK) ? $"  below top-{Figure.Number(topK)}" : "";
}
