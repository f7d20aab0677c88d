using MoeGate.Reports.Html.Plots;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>The plots for which there are figures, and a line on what would give the others.</summary>
internal static class PlotSection
{
    private static readonly Plot[] plots =
    [
        new EvaluationPlot(),
        new SweepPlot(), new CutPlot(), new ScorePlot(), new SaliencyMap(), new LoadMap(),
        new SqnrPlot(), new WorstPlot(), new BitsPlot(),
        new PowerPlot(), new EnergyPlot(),
    ];

    /// <summary>All that the plots draw.</summary>
    public static IReadOnlyList<string> Metrics { get; } = [.. plots.SelectMany(p => p.Metrics).Distinct()];

    public static void Write(Markup page, Verdict verdict)
    {
        page.Write($"<section id=\"plots\"><h2>Plots</h2>\n");
        var number = 0;
        var without = new List<Plot>();
        foreach (var plot in plots)
        {
            var figure = new Plot.Figured(page, plot, number++);
            if (!plot.Draw(verdict, figure)) without.Add(plot);
            figure.Close();
        }

        if (without.Count > 0)
        {
            page.Write($"<div class=\"without\"><h3>Not drawn</h3><ul>");
            foreach (var plot in without) page.Write($"<li><b>{plot.Title}</b> needs {plot.Needs}.</li>");
            page.Write($"</ul></div>\n");
        }

        page.Write($"</section>\n");
    }
}
