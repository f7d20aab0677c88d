using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;

namespace MoeGate.Reports.Experts;

/// <summary>The chosen cut, layer by layer, with the average; on held-out text where there is any.</summary>
internal static class CutSection
{
    public static void Write(Page page, EvidenceSet evidence, MetricSet metrics)
    {
        page.Section("The cut: " + (evidence.Plan is { } plan ? $"plan {Plain.Text(plan.Shown)}" : $"keep {evidence.Keep}"));
        var table = new TextTable("layer", "keep", "prune", "kept mass", "vs random", "rel. gap", "min kept", "max pruned").Right(0, 1, 2, 3, 4, 5, 6, 7);
        foreach (var layer in evidence.Layers)
        {
            double? Value(string id) => metrics[id, Subject.Of(layer)]?.Value;
            table.Add(
                ScoreSection.Layer(layer),
                layer.Kept is { } kept ? Figure.Number(kept.Length) : "–",
                layer is { Kept: { } stay, Statistics: { } statistics } ? Figure.Number(statistics.Experts - stay.Length) : "–",
                Page.Fixed(Value("pruning.kept_mass"), 2, "%"), Page.Signed(Value("pruning.vs_random"), 2, " pp"), Page.Fixed(Value("pruning.rel_gap"), 4),
                Page.Score(Value("pruning.min_kept")), Page.Score(Value("pruning.max_pruned")));
        }

        double? Mean(string id) => metrics[id, Subject.Model]?.Value;
        table.Add("AVG", "", "", Page.Fixed(Mean("pruning.kept_mass"), 2, "%"), Page.Signed(Mean("pruning.vs_random"), 2, " pp"), Page.Fixed(Mean("pruning.rel_gap"), 4), "", "");
        page.Table(table);

        page.Line();
        if (metrics["pruning.headroom", Subject.Model] is { Value: not null })
            page.Fact("Headroom over top-k", $"{Figure.Number(ProfileSection.Values(metrics, "pruning.headroom").Min(v => v.Value))} experts at least");
        Compare(page, metrics, "pruning.plan_jaccard", "Plan and own best set");
        Compare(page, metrics, "pruning.split_half_jaccard", "Halves of the shards");
        HeldOut(page, evidence, metrics);
    }

    private static void HeldOut(Page page, EvidenceSet evidence, MetricSet metrics)
    {
        if (evidence.HeldOut.Count == 0)
        {
            page.Note("On other text: not measured. Give --held-out FILE, once for each domain.");
            return;
        }

        page.Line();
        page.Line("On held-out text (means over layers):");
        var table = new TextTable("domain", "kept mass", "vs random", "coverage", "same experts (Jaccard)", "rank correlation").Right(1, 2, 3, 4, 5);
        foreach (var domain in evidence.HeldOut)
        {
            string Of(string id, int decimals, string unit, bool signed = false)
            {
                var values = metrics.Of(Catalog.Find(id)!)
                    .Where(m => m.Subject.Scope == Scope.Layer)
                    .SelectMany(m => m.Reading.Items.Where(i => i.Index == domain.Name)).Select(i => i.Value).ToList();
                double? mean = values.Count == 0 ? null : values.Average();
                return signed ? Page.Signed(mean, decimals, unit) : Page.Fixed(mean, decimals, unit);
            }

            table.Add(
                Plain.Text(domain.Name), Of("pruning.heldout_kept_mass", 2, "%"), Of("pruning.heldout_vs_random", 2, " pp", signed: true),
                Of("pruning.coverage", 2, "%"), Of("pruning.jaccard", 3, ""), Of("pruning.rank_correlation", 3, ""));
        }

        page.Table(table);
        if (metrics["pruning.jaccard", Subject.Model] is not null && metrics.Of(Catalog.Find("pruning.jaccard")!).FirstOrDefault(m => m.Reading.Expected is not null) is { } chance)
            page.Note($"Chance alone gives a Jaccard of {Page.Fixed(chance.Reading.Expected, 3)}. Coverage: held-out mass kept ÷ what the domain's own best set of that size would keep.");
    }

    private static void Compare(Page page, MetricSet metrics, string id, string name)
    {
        if (metrics[id, Subject.Model]?.Value is not { } mean) return;
        var chance = metrics.Of(Catalog.Find(id)!).FirstOrDefault(m => m.Reading.Expected is not null)?.Reading.Expected;
        page.Fact(name, $"Jaccard {Page.Fixed(mean, 3)} on average{(chance is null ? "" : $"   (chance {Page.Fixed(chance, 3)})")}");
    }
}
