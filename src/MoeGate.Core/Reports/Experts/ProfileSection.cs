using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Reports.Experts;

/// <summary>Is the profile itself believable and complete?</summary>
internal static class ProfileSection
{
    public static void Write(Page page, EvidenceSet evidence, MetricSet metrics)
    {
        page.Section("Profile: validity and completeness");
        var layers = evidence.Profile!.Layers;
        page.Fact("MoE layers profiled", evidence.Architecture?.MoeLayers is { } all
            ? $"{layers.Count} / {all}{(layers.Count < all ? "   INCOMPLETE" : "")}"
            : $"{layers.Count}   (how many the model has is not known: give --architecture)");
        page.Fact("Experts per layer", Range([.. layers.Select(l => (double)l.Experts)]));
        page.Fact("Tokens per layer", Range([.. layers.Select(l => (double)l.Tokens)]));

        var mismatched = Values(metrics, "profile.top_k_mismatch").Count(v => v.Value > 0);
        page.Fact("Top-k", mismatched == 0
            ? $"{Figure.Number(evidence.TopK ?? 0)} in every layer   (Σ counts ÷ tokens)"
            : $"NOT ONE WHOLE NUMBER in {mismatched} of {layers.Count} layers   (Σ counts ÷ tokens: {Range([.. layers.Where(l => l.Tokens > 0).Select(l => l.TopK)])})");

        var dispersion = Values(metrics, "profile.dispersion").ToList();
        if (dispersion.Count > 0)
        {
            var least = dispersion.MinBy(v => v.Value);
            page.Fact("Dispersion", $"{Figure.Number(least.Value)} to {Figure.Number(dispersion.Max(v => v.Value))}   (chance 1, lowest {least.Subject})");
            if (least.Value < 0.5)
                page.Line(page.Style.Paint(
                    "NOT BELIEVABLE: loads are more even than chance allows, so these are not a router's counts.\n  The profiler read the wrong data; the scores below rank noise.", Color.Red));
        }

        page.Fact("Never activated", $"{Sum(metrics, "profile.dead")} experts; {Sum(metrics, "profile.starved")} seen by fewer than {evidence.Parameters.StarvedBelow} tokens");
        if (metrics["profile.gate_sum", Subject.Model]?.Value is { } gate)
            page.Fact("Gate weights per token", $"{Figure.Number(gate)}   (1: renormalised top-k; below 1: softmax; else sigmoid gates)");
        if (metrics["profile.frequency_error", Subject.Model]?.Value is not null)
            page.Fact("Frequency error", $"{Figure.Number(Values(metrics, "profile.frequency_error").Max(v => v.Value))} at most");
    }

    internal static IEnumerable<(Subject Subject, double Value)> Values(MetricSet metrics, string id) =>
        metrics.Of(Catalog.Find(id)!).Where(m => m.Subject.Scope == Scope.Layer && m.Reading.Value is not null).Select(m => (m.Subject, m.Reading.Value!.Value));

    private static string Sum(MetricSet metrics, string id) => Page.Grouped(Values(metrics, id).Sum(v => v.Value));

    private static string Range(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return "–";
        double least = values.Min(), most = values.Max();
        return least == most ? Format(least) : $"{Format(least)} to {Format(most)}";
        static string Format(double value) => value == Math.Floor(value) ? Page.Grouped(value) : Figure.Number(value);
    }
}
