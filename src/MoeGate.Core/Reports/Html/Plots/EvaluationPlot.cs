using MoeGate.Metrics;
using MoeGate.Metrics.Evaluations;
using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>Evaluations beside the reference's and the baseline's, with their errors.</summary>
internal sealed class EvaluationPlot : Plot
{
    private const int MostRows = 40;

    public override string Title => "Evaluations";

    public override IReadOnlyList<string> Metrics => ["eval.perplexity", "eval.perplexity_ratio", "eval.perplexity_z", "eval.kld.mean", "eval.same_top", "eval.task.*", "eval.task.*_z"];

    public override string Reading =>
        "A dot is the candidate, its bar two standard errors to either side, a ring the baseline. The dashed line is the reference where it is known: where the bar reaches it, the difference may be noise.";

    public override string Needs => "logs or results of evaluations (--evaluation NAME=PATH)";

    public override bool Draw(Verdict verdict, Figured page)
    {
        var drawn = false;
        foreach (var (title, axis, reference, metrics) in Panels(verdict.Metrics))
        {
            var rows = metrics.SelectMany(verdict.Metrics.Of).Where(m => m.Reading.Value is not null).ToList();
            if (rows.Count == 0) continue;
            Panel(page.Open(), title, axis, reference, rows, verdict.Baseline);
            drawn = true;
        }

        return drawn;
    }

    private static IEnumerable<(string Title, string Axis, double? Reference, IReadOnlyList<Metric> Metrics)> Panels(MetricSet metrics)
    {
        var ratios = Catalog.Find("eval.perplexity_ratio")!;
        if (metrics.Of(ratios).Any(m => m.Reading.Value is not null)) yield return ("Perplexity beside the reference", "candidate ÷ reference; lower is better", 1, [ratios]);
        else yield return ("Perplexity", "perplexity; lower is better", null, [Catalog.Find("eval.perplexity")!]);
        yield return ("Divergence from the reference", "mean KL divergence; lower is better", 0, [Catalog.Find("eval.kld.mean")!]);
        foreach (var score in metrics.Of(TaskMetric.Scores).Select(m => m.Metric).DistinctBy(m => m.Id).GroupBy(m => Score(m.Id)).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return ($"Scores: {score.Key}", score.First().Better switch { Better.Higher => "score; higher is better", Better.Lower => "score; lower is better", _ => "score" }, null, [.. score]);
        yield return ("Scores beside the reference", "candidate − reference, in standard errors", 0, [TaskMetric.Comparisons]);
    }

    private static void Panel(Markup html, string title, string axis, double? reference, List<Measurement> all, MetricSet? baseline)
    {
        var rows = all.OrderByDescending(m => Math.Abs(m.Reading.Value!.Value - (reference ?? 0))).Take(MostRows).OrderBy(m => m.Subject).ThenBy(m => m.Metric.Id, StringComparer.Ordinal).ToList();
        var before = rows.ConvertAll(m => baseline?[m.Metric.Id, m.Subject]);
        var ends = rows.Concat(rows.Select((m, i) => m with { Reading = before[i] ?? m.Reading })).Where(m => m.Reading.Value is not null)
            .SelectMany(m => new[] { m.Reading.Value!.Value - 2 * Error(m), m.Reading.Value.Value + 2 * Error(m) }).Where(double.IsFinite).ToList();
        if (ends.Count == 0) return;
        var x = Axis.Of(ends, axis, Unit.None, reference);
        html.Write($"""<div class="rows"><h4>{title}</h4><div class="names" aria-hidden="true">""");
        foreach (var row in rows) html.Write($"<span>{Name(row)}</span>");
        html.Write($"""</div><svg class="chart dots" height="{26 * rows.Count}" role="img" tabindex="0" aria-label="{title}: {rows.Count} figures"><g class="grid">""");
        foreach (var tick in x.Ticks) html.Write($"""<line x1="{Chart.Along(x, tick)}%" x2="{Chart.Along(x, tick)}%" y1="0" y2="100%"/>""");
        if (reference is { } at) html.Write($"""<line class="chance" x1="{Chart.Along(x, at)}%" x2="{Chart.Along(x, at)}%" y1="0" y2="100%"/>""");
        html.Write($"</g>");
        for (var i = 0; i < rows.Count; i++) Row(html, x, rows[i], before[i], 100 * (i + 0.5) / rows.Count);
        html.Write($"""<g class="ticks" aria-hidden="true">""");
        foreach (var tick in x.Ticks) html.Write($"""<text class="below" x="{Chart.Along(x, tick)}%" y="100%" dy="1.45em">{x.Text(tick)}</text>""");
        html.Write($"""<text class="name end" x="100%" y="100%" dy="2.9em">{axis}</text></g></svg>""");
        if (all.Count > rows.Count) html.Write($"<p>The {rows.Count} largest of {all.Count}; the table below has all.</p>");
        html.Write($"</div>");
    }

    private static void Row(Markup html, Axis x, Measurement row, Reading? before, double y)
    {
        html.Write($"""<g class="mark"><title>{Says(row, before)}</title>""");
        var value = row.Reading.Value!.Value;
        if (before?.Value is { } was)
        {
            Whisker(html, x, was, before.Stderr, y, "was");
            html.Write($"""<circle class="ring" cx="{Chart.Along(x, was)}%" cy="{y}%" r="4.5"/>""");
        }

        Whisker(html, x, value, row.Metric.MeasuredBy == TaskMetric.Comparisons ? 1 : row.Reading.Stderr, y, "error");
        html.Write($"""<circle class="dot" cx="{Chart.Along(x, value)}%" cy="{y}%" r="4"/></g>""");
    }

    private static void Whisker(Markup html, Axis x, double value, double? error, double y, string style)
    {
        if (error is not > 0 || !double.IsFinite(error.Value)) return;
        var (from, to) = (Chart.Along(x, value - 2 * error.Value), Chart.Along(x, value + 2 * error.Value));
        html.Write($"""<line class="{style}" x1="{from}%" x2="{to}%" y1="{y}%" y2="{y}%"/>""");
        foreach (var end in new[] { from, to }) html.Write($"""<rect class="{style}" x="{end}%" y="{y}%" width="1.5" height="9" transform="translate(-.75,-4.5)"/>""");
    }

    /// <summary>A difference in standard errors has by its nature an error of one.</summary>
    private static double Error(Measurement m) => m.Metric.MeasuredBy == TaskMetric.Comparisons ? 1 : m.Reading.Stderr ?? 0;

    /// <summary>The task, for the panel says which score; of differences, which are of several scores, both.</summary>
    private static string Name(Measurement row) => row.Metric.MeasuredBy == TaskMetric.Comparisons ? row.Metric.Id["eval.task.".Length..^2].Replace('.', ' ')
        : row.Metric is TaskMetric ? row.Metric.Id["eval.task.".Length..].Split('.')[0]
        : row.Subject.Name.StartsWith("eval.", StringComparison.Ordinal) ? row.Subject.Name["eval.".Length..] : row.Subject.Name;

    private static string Says(Measurement row, Reading? before) =>
        $"{row.Subject}, {row.Metric.Id}: {Figure.Format(row.Reading.Value!.Value, row.Metric.Unit)}"
        + (row.Reading.Stderr is { } error ? $" ± {Figure.Number(2 * error)} (two standard errors)" : "")
        + (before?.Value is { } was ? $"; in the baseline {Figure.Format(was, row.Metric.Unit)}{(before.Stderr is { } e ? $" ± {Figure.Number(2 * e)}" : "")}" : "");

    /// <summary>The last part of the id: acc of eval.task.arc_easy.acc, whose scale the same scores of other tasks share.</summary>
    private static string Score(string id) => id[(id.IndexOf('.', "eval.task.".Length) + 1)..];
}
