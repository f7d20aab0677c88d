using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>The tensors that lost most.</summary>
internal sealed class WorstPlot : Plot
{
    private const int Most = 15;

    /// <summary>The first of these that was measured says which is the worst.</summary>
    private static readonly string[] measures = ["error.sqnr_deficit", "error.worst_deficit", "error.relative_rmse", "error.worst_expert", "error.sqnr"];

    public override string Title => "Worst tensors";

    public override IReadOnlyList<string> Metrics => ["error.sqnr", "error.sqnr_deficit", "error.relative_rmse"];

    public override string Reading => "The tensors that came off worst, worst first.";

    public override string Needs => "a reference beside the candidate (--reference), and a rule on errors of weights, so that they are read";

    public override bool Draw(Verdict verdict, Figured page)
    {
        var (metric, all) = measures.Select(id => Catalog.Find(id)!)
            .Select(m => (m, verdict.Metrics.Of(m).Where(v => v is { Subject.Expert: null, Reading.Value: not null }).ToList()))
            .FirstOrDefault(m => m.Item2.Count > 0);
        if (metric is null) return false;
        var sign = metric.Better == Better.Higher ? 1 : -1;
        var worst = all.OrderBy(m => sign * m.Reading.Value!.Value).Take(Most).ToList();
        var html = page.Open();
        var axis = Axis.Of([.. worst.Select(m => m.Reading.Value!.Value)], "", Unit.None, 0);
        html.Write($"<p class=\"unit\">{metric.Text.Title}, {metric.Id}{(metric.Unit.Symbol.Length == 0 ? "" : " in " + metric.Unit.Symbol)}; {worst.Count} of {all.Count} tensors</p>");
        Bars.Write(html, worst.Select(m => (m.Subject.Name + (m.Subject.Type is { } type ? $" · {type}" : ""), m.Reading.Value!.Value)), metric.Unit, axis.Scale, limit: null);
        return true;
    }
}
