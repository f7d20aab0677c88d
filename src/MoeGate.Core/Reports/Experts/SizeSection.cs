using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Reports.Experts;

/// <summary>What the cut saves, which memory the rest fits, and what each token costs.</summary>
internal static class SizeSection
{
    public static void Write(Page page, EvidenceSet evidence, MetricSet metrics)
    {
        page.Section("Size");
        if (evidence.Architecture is not { } architecture)
        {
            page.Note("Not known: give --architecture, a config.json or a file with layers, moeLayers, experts, expertsUsed, hiddenSize, expertWidth, expertMatrices and paramsOther. No figure of any model is assumed.");
            return;
        }

        Reading? Read(string id) => metrics[id, Subject.Model];
        if (Read("size.params")?.Value is not { } all)
        {
            page.Note("Not available: " + (Read("size.params")?.Unavailable?.Reason ?? "the architecture is incomplete"));
            if (Read("size.params_expert")?.Value is { } experts) page.Fact("Expert parameters", Billions(experts));
            return;
        }

        var kept = Read("size.params_kept")?.Value;
        page.Fact("Parameters", $"{Billions(all)} → {Billions(kept)}   ({Page.Fixed(Read("size.reduction")?.Value, 1, "%")} less)");
        page.Fact("of these in experts", $"{Billions(Read("size.params_expert")?.Value)} of {architecture.Experts} experts × {architecture.MoeLayers} layers");
        page.Fact("Active per token", $"{Billions(Read("size.params_active")?.Value)}, before and after the cut   (top-k still picks {evidence.TopK})");
        Projections(page, evidence, metrics, all);
    }

    private static void Projections(Page page, EvidenceSet evidence, MetricSet metrics, double all)
    {
        var projected = metrics.Of(Catalog.Find("size.projected_bytes")!).Where(m => m.Subject.Type is not null && m.Reading.Value is not null).OrderByDescending(m => m.Reading.Value).ToList();
        var whole = Measuring.Measure(evidence with { Keep = null, Plan = null, Kinds = evidence.Kinds & ~(EvidenceKind.Keep | EvidenceKind.Plan) }, [Catalog.Find("size.projected_bytes")!]);
        var budgets = evidence.Parameters.Budgets.Order().ToList();
        page.Line();
        var table = new TextTable("mix", "original GB", "pruned GB", "GiB", "", "fits").Right(1, 2, 3);
        foreach (var (_, subject, reading) in projected)
        {
            var bytes = reading.Value!.Value;
            var fits = budgets.Where(b => bytes + evidence.Parameters.Overhead <= b).ToList();
            table.Add(
                subject.Type!,
                Page.Fixed(whole["size.projected_bytes", subject]?.Value / 1e9, 1),
                Page.Fixed(bytes / 1e9, 1),
                Page.Fixed(bytes / Parameters.GiB, 2),
                Page.Bar(bytes, projected[0].Reading.Value!.Value, 16).PadRight(16),
                fits.Count > 0 ? Figure.Size(fits[0]) : $"none of {string.Join(", ", budgets.Select(Figure.Size))}");
        }

        page.Table(table);
        page.Note($"Projected at bits per weight measured on an 8B dense model. GB (10⁹) is disk, GiB (2³⁰) is memory; fits: the smallest memory that holds the weights and {Figure.Size(evidence.Parameters.Overhead)} beside them.");
    }

    private static string Billions(double? count) => count is { } value ? Page.Fixed(value / 1e9, value < 1e8 ? 4 : 2, " B") : "–";
}
