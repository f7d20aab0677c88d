using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Reports.Experts;

/// <summary>Experts that rank low in many layers, beside what chance alone lists.</summary>
internal static class LowExpertsSection
{
    private const int Most = 20;

    public static void Write(Page page, EvidenceSet evidence, MetricSet metrics)
    {
        page.Section("Experts ranked low in three layers or more (bottom 10%)");
        var reading = metrics["pruning.low_everywhere", Subject.Model];
        if (reading?.Value is not { } count)
        {
            page.Note("Not available: " + (reading?.Unavailable?.Reason ?? "no profile"));
            return;
        }

        page.Line($"{Figure.Number(count)} experts; chance alone lists {Page.Fixed(reading.Expected, 1)}.");
        if (reading.Items.Count > 0)
        {
            var table = new TextTable("expert", "layers", "").Right(0, 1);
            foreach (var item in reading.Items.Take(Most)) table.Add(item.Index, Figure.Number(item.Value), Page.Bar(item.Value, evidence.Layers.Count, 30));
            page.Table(table);
            if (reading.Items.Count > Most) page.Line($"and {reading.Items.Count - Most} more");
        }

        page.Note("Expert 17 of one layer has nothing to do with expert 17 of another, so such a list says something only where it is clearly longer than chance makes it.");
    }
}
