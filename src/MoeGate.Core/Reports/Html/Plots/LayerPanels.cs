using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>One kind of dot in a panel.</summary>
/// <param name="Metric">What it shows.</param>
/// <param name="Label">As the key names it.</param>
/// <param name="Style">dot, second or third.</param>
internal sealed record Series(string Metric, string Label, string Style);

/// <summary>
/// Figures by layer, a panel for each role, all panels on one scale: dots, beside them what is expected as a dash, and the figures of
/// the baseline as rings.
/// </summary>
internal sealed record LayerPanels(IReadOnlyList<Series> Series, string Label)
{
    /// <summary>Roles that are drawn; models have some twenty.</summary>
    private const int MostPanels = 40;

    private const int MostLayers = 1000;

    /// <summary>A value that has to be on the scale.</summary>
    public double? From { get; init; }

    /// <summary>How the key calls what is expected; null where it is not drawn.</summary>
    public string? Expected { get; init; }

    public bool Draw(Verdict verdict, Plot.Figured page)
    {
        var measured = Series.SelectMany(s => verdict.Metrics.Of(Catalog.Find(s.Metric)!).Where(m => m.Reading.Value is not null && m.Subject.Expert is null && m.Subject.Scope is Scope.Layer or Scope.Tensor or Scope.Activation)).ToList();
        if (measured.Count == 0) return false;
        var all = measured.Where(IsDrawn).Select(m => (Series: Series.First(s => s.Metric == m.Metric.Id), m.Subject, m.Reading, Unit: m.Metric.Unit)).ToList();
        var groups = all.GroupBy(p => p.Subject.Role ?? "").OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var panels = groups.Take(MostPanels).ToList();
        if (panels.Count == 0)
        {
            Undrawn.Write(page.Open(), measured, IsDrawn, 0, 0);
            return true;
        }

        var values = all.SelectMany(p => new[] { p.Reading.Value, Dash(p.Reading), Before(p.Series, p.Subject) }).OfType<double>().ToList();
        var y = Axis.Of(values, Label, all[0].Unit, From, 4);
        var x = Axis.Whole(all.Min(p => p.Subject.Layer!.Value), all.Max(p => p.Subject.Layer!.Value), "layer", panels.Count == 1 ? 10 : 5);
        var single = panels.Count == 1;
        var (across, up) = single ? (x, y) : (x with { Label = "" }, y with { Label = "" });
        var html = page.Open();
        html.Write($"""<div class="panels{(single ? " single" : "")}">""");
        foreach (var panel in panels)
        {
            html.Write($"""<div class="panel">""");
            if (panel.Key.Length > 0) html.Write($"<p><b>{panel.Key}</b></p>");
            Chart.Open(html, Says(panel.Key, panel.Select(p => p.Reading.Value!.Value).ToList(), all[0].Unit), single ? 220 : 110, across, up, single ? "chart" : "chart tight");
            foreach (var (series, subject, reading, unit) in panel)
            {
                var at = Chart.Along(x, subject.Layer!.Value);
                var before = Before(series, subject);
                html.Write($"""<g class="mark"><title>{Says(series, subject, reading, before, unit)}</title>""");
                if (Dash(reading) is { } expected) html.Write($"""<rect class="dash" x="{at}%" y="{Chart.Up(y, expected)}%" width="13" height="1.5" transform="translate(-6.5,-.75)"/>""");
                if (before is { } was) html.Write($"""<circle class="ring" cx="{at}%" cy="{Chart.Up(y, was)}%" r="4.5"/>""");
                html.Write($"""<circle class="{series.Style}" cx="{at}%" cy="{Chart.Up(y, reading.Value!.Value)}%" r="3"/></g>""");
            }

            Chart.Close(html);
            html.Write($"</div>");
        }

        html.Write($"""</div><p class="key">""");
        foreach (var series in Series.Where(s => all.Exists(p => p.Series == s))) html.Write($"""<span class="k-{series.Style}">{series.Label}</span>""");
        if (all.Exists(p => Dash(p.Reading) is not null)) html.Write($"""<span class="k-dash">{Expected}</span>""");
        if (all.Exists(p => Before(p.Series, p.Subject) is not null)) html.Write($"""<span class="k-ring">the baseline</span>""");
        if (!single) html.Write($"up: {y.Label}; across: layer");
        html.Write($"</p>");
        Undrawn.Write(html, measured, IsDrawn, panels.Count, groups.Count);
        return true;

        double? Before(Series series, Subject subject) => verdict.Baseline?[series.Metric, subject]?.Value;
    }

    private static bool IsDrawn(Measurement measurement) => measurement.Subject.Layer < MostLayers;

    private static string Says(string role, List<double> values, Unit unit) =>
        $"{(role.Length == 0 ? "" : role + ", ")}{values.Count} figures by layer, from {Figure.Format(values.Min(), unit)} to {Figure.Format(values.Max(), unit)}.";

    private string Says(Series series, Subject subject, Reading reading, double? before, Unit unit) =>
        $"{subject}{(subject.Type is { } type ? $" ({type})" : "")}: {series.Label} {Figure.Format(reading.Value!.Value, unit)}"
        + (Dash(reading) is { } expected ? $", {Expected} {Figure.Format(expected, unit)}" : "")
        + (before is { } was ? $", in the baseline {Figure.Format(was, unit)}" : "");

    private double? Dash(Reading reading) => Expected is null ? null : reading.Expected;
}
