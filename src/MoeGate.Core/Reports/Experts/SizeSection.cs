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
            if (Read("size.params_expert")?.Value is { } experts) page.Fact("Expert parameters", Count(experts));
            return;
        }

        var kept = Read("size.params_kept")?.Value;
        page.Fact("Parameters", $"{Count(all)} → {Count(kept)}   ({Page.Fixed(Read("size.reduction")?.Value, 1, "%")} less)");
        page.Fact("of these in experts", $"{Count(Read("size.params_expert")?.Value)} of {architecture.Experts} experts × {architecture.MoeLayers} layers");
        page.Fact("Active per token", $"{Count(Read("size.params_active")?.Value)}, before and after the cut   (top-k still picks {evidence.TopK})");
        Projections(page, evidence, metrics, all);
    }

    private static void Projections(Page page, EvidenceSet evidence, MetricSet metrics, double all)
    {
        var projected = metrics.Of(Catalog.Find("size.projected_bytes")!).Where(m => m.Subject.Type is not null && m.Reading.Value is not null).OrderByDescending(m => m.Reading.Value).ToList();
        var whole = Measuring.Measure(evidence with { Keep = null, Plan = null, Kinds = evidence.Kinds & ~(EvidenceKind.Keep | EvidenceKind.Plan) }, [Catalog.Find("size.projected_bytes")!]);
        var budgets = evidence.Parameters.Budgets.Order().ToList();
        page.Line();
        var small = projected.Count > 0 && projected[0].Reading.Value < 1e8;
        var (disk, perDisk, memory, perMemory) = small ? ("MB", 1e6, "MiB", Parameters.GiB / 1024) : ("GB", 1e9, "GiB", Parameters.GiB);
        var table = new TextTable("mix", $"original {disk}", $"pruned {disk}", memory, "", "fits").Right(1, 2, 3);
        foreach (var (_, subject, reading) in projected)
        {
            var bytes = reading.Value!.Value;
            var fits = budgets.Where(b => bytes + evidence.Parameters.Overhead <= b).ToList();
            table.Add(
                subject.Type!,
                Page.Fixed(whole["size.projected_bytes", subject]?.Value / perDisk, 1),
                Page.Fixed(bytes / perDisk, 1),
                Page.Fixed(bytes / perMemory, 2),
                Page.Bar(bytes, projected[0].Reading.Value!.Value, 16).PadRight(16),
                fits.Count > 0 ? Figure.Size(fits[0]) : $"none of {string.Join(", ", budgets.Select(Figure.Size))}");
        }

        page.Table(table);
        page.Note($"Projected at bits per weight measured on an 8B dense model. {disk} ({(small ? "10⁶" : "10⁹")}) is disk, {memory} ({(small ? "2²⁰" : "2³⁰")}) is memory; fits: the smallest memory that holds the weights{(evidence.Parameters.Overhead > 0 ? $" and {Figure.Size(evidence.Parameters.Overhead)} beside them" : "")}.");
    }

    private static string Count(double? count) => count switch
    {
        null => "–",
        >= 1e9 => Page.Fixed(count / 1e9, 2, " B"),
        >= 1e5 => Page.Fixed(count / 1e6, 2, " M"),
        { } few => Page.Grouped(few),
    };
}
