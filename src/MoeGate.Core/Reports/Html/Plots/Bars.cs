using MoeGate.Metrics;

namespace MoeGate.Reports.Html.Plots;

/// <summary>Names, bars from 0, and figures; a line across the bars where the limit is.</summary>
internal static class Bars
{
    public static void Write(Markup html, IEnumerable<(string Name, double Value)> rows, Unit unit, Scale scale, double? limit)
    {
        html.Write($"""<ol class="bars">""");
        var zero = 100 * scale.At(0);
        foreach (var (name, value) in rows)
        {
            var at = 100 * scale.At(value);
            html.Write($"""<li><span class="who">{name}</span><svg height="12" aria-hidden="true"><rect class="bar" x="{Math.Min(zero, at)}%" width="{Math.Abs(at - zero)}%" y="2" height="8"/><circle class="tip" cx="{at}%" cy="6" r="3"/>""");
            if (limit is { } line) html.Write($"""<line class="limit" x1="{100 * scale.At(line)}%" x2="{100 * scale.At(line)}%" y1="-3" y2="15"/>""");
            html.Write($"""</svg><span class="figure">{Figure.Format(value, unit)}</span></li>""");
        }

        html.Write($"</ol>\n");
    }
}
