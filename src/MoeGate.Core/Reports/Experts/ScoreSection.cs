using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Reports.Experts;

/// <summary>How scores are spread within each layer, and how unequal they are.</summary>
internal static class ScoreSection
{
    public static void Write(Page page, EvidenceSet evidence, MetricSet metrics)
    {
        page.Section($"Scores per layer: {evidence.Score.Title()}");
        var table = new TextTable("layer", "min", "max", "range", "CV %", "never", "load CV %", "from highest to lowest").Right(0, 1, 2, 3, 4, 5, 6);
        foreach (var layer in evidence.Layers.Where(l => l.Statistics is not null))
        {
            double? Value(string id) => metrics[id, Subject.Of(layer)]?.Value;
            table.Add(
                Layer(layer), Page.Score(Value("saliency.min")), Page.Score(Value("saliency.max")), Page.Score(Value("saliency.range")),
                Page.Fixed(Value("saliency.cv"), 3), Page.Fixed(Value("profile.dead"), 0), Page.Fixed(Value("routing.load_cv"), 3),
                Page.Curve(layer.Scores, layer.Ranking, 24));
        }

        page.Table(table);
        page.Line();
        page.Line($"Mean CV across layers: {Page.Fixed(metrics["saliency.cv", Subject.Model]?.Value, 3, "%")}");
        page.Note("A CV below 1% means that scores hardly tell experts apart.");

        page.Section("Inequality of scores");
        var inequality = new TextTable("layer", "Gini", "", "range", "max ÷ min").Right(0, 1, 3, 4);
        var ginis = ProfileSection.Values(metrics, "saliency.gini").ToList();
        foreach (var layer in evidence.Layers.Where(l => l.Statistics is not null))
        {
            double? Value(string id) => metrics[id, Subject.Of(layer)]?.Value;
            inequality.Add(
                Layer(layer), Page.Fixed(Value("saliency.gini"), 5), Page.Bar(Value("saliency.gini") ?? 0, 1, 30).PadRight(30),
                Page.Score(Value("saliency.range")), Page.Fixed(Value("saliency.max_min_ratio"), 3, "×"));
        }

        page.Table(inequality);
        page.Line();
        if (ginis.Count > 0)
            page.Line($"Mean Gini: {Page.Fixed(ginis.Average(g => g.Value), 5)}   (highest {ginis.MaxBy(g => g.Value).Subject}; the bar is full at 1)");
        page.Note("0: all experts score the same; towards 1: one expert holds everything. How much of this survives on other text is what the held-out figures say.");
    }

    internal static string Layer(LayerEvidence layer) => Figure.Number(layer.Layer ?? layer.Position);
}
