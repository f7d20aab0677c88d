using System.Globalization;
using System.Text;
using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>
/// A map of layers and experts, each cell an expert in means of its layer. Cells of one class of colour are one path, so that many
/// thousands of them cost a browser no more than a dozen shapes; the values are in the page's data, for the cell under the pointer.
/// </summary>
internal abstract class HeatPlot : Plot
{
    /// <summary>More would be narrower than what a screen can show.</summary>
    private const int MostExperts = 1024;

    /// <summary>Where the classes begin, in means: half an octave each.</summary>
    private static readonly double[] bounds = [double.Epsilon, 0.25, 0.354, 0.5, 0.707, 1, 1.414, 2, 2.828, 4];

    private static readonly string[] named = ["0", "", "¼", "", "½", "", "1", "", "2", "", "4"];

    /// <summary>Whose list of experts is drawn.</summary>
    protected abstract string Metric { get; }

    /// <summary>What a cell is.</summary>
    protected abstract string What { get; }

    public sealed override IReadOnlyList<string> Metrics => [Metric, "pruning.experts_kept"];

    public override string Needs => "expert statistics (--experts)";

    public sealed override bool Draw(Verdict verdict, Figured page)
    {
        var layers = ExpertScores.Of(verdict.Metrics, Metric).Where(l => l.Values.Length <= MostExperts).ToList();
        if (layers.Count == 0) return false;
        var html = page.Open();
        var experts = layers.Max(l => l.Values.Length);
        var rows = layers.Count > 30 ? 9 : 16;
        html.Write($"""<div class="wide"><svg class="chart heat{(experts > 64 ? " dense" : "")}" height="{rows * layers.Count}" role="img" tabindex="0" data-map="{Metric}" data-columns="{experts}" aria-label="{Says(layers)}"><svg viewBox="0 0 {experts} {layers.Count}" preserveAspectRatio="none" width="100%" height="100%" shape-rendering="crispEdges">""");
        foreach (var (style, cells) in Paths(layers)) html.Write($"""<path class="{style}" d="{cells}"/>""");
        html.Write($"""</svg><g class="ticks" aria-hidden="true">""");
        var every = layers.Count > 30 ? (int)Math.Ceiling(14.0 / rows * 2.5) : 1;
        for (var i = 0; i < layers.Count; i += every)
            html.Write($"""<text class="left" x="-8" y="{100 * (i + 0.5) / layers.Count}%" dy=".32em">{layers[i].Layer.Name}</text>""");
        var x = Axis.Whole(0, experts - 1, "expert");
        foreach (var tick in x.Ticks) html.Write($"""<text class="below" x="{Chart.Along(x, tick)}%" y="100%" dy="1.45em">{x.Text(tick)}</text>""");
        html.Write($"""<text class="name end" x="100%" y="100%" dy="2.9em">expert</text></g></svg></div>""");
        if (experts > 64) html.Write($"<p class=\"sideways\">The map is wider than this window: scroll it sideways.</p>");
        Legend(html, layers.Any(l => l.Kept is not null));
        return true;
    }

    /// <summary>The cells as the page's data, for the value of the one under the pointer or the keyboard's cursor.</summary>
    public static void Data(Verdict verdict, StringBuilder data)
    {
        data.Append('{');
        foreach (var metric in new[] { "routing.max_load", "saliency.max" })
        {
            var layers = ExpertScores.Of(verdict.Metrics, metric).Where(l => l.Values.Length <= MostExperts).ToList();
            if (data[^1] != '{') data.Append(',');
            data.Append(CultureInfo.InvariantCulture, $"\"{metric}\":[");
            data.AppendJoin(",\n", layers.Select(Row)).Append(']');
        }

        data.Append('}');
    }

    private static string Row(ExpertScores layer) =>
        $"[\"{layer.Layer.Name}\",[{string.Join(',', layer.Values.Select(v => (v / layer.Sum * layer.Values.Length).ToString("G3", CultureInfo.InvariantCulture)))}],\"{(layer.Kept is { } kept ? string.Concat(kept.Select(k => k ? '1' : '0')) : "")}\"]";

    private static IEnumerable<(string Style, Markup.Path Cells)> Paths(List<ExpertScores> layers)
    {
        var paths = new StringBuilder[(bounds.Length + 1) * 2];
        for (var i = 0; i < paths.Length; i++) paths[i] = new StringBuilder();
        for (var row = 0; row < layers.Count; row++)
        {
            var layer = layers[row];
            for (var e = 0; e < layer.Values.Length;)
            {
                var (first, at) = (e, Class(e));
                while (e < layer.Values.Length && Class(e) == at) e++;
                paths[at].Append(CultureInfo.InvariantCulture, $"M{first} {row}.5h{e - first}");
            }

            int Class(int e) => Of(layer.Values[e] / layer.Sum * layer.Values.Length) * 2 + (layer.Kept?[e] == false ? 1 : 0);
        }

        return paths.Select((p, i) => ($"h{i / 2}{(i % 2 == 1 ? " gone" : "")}", new Markup.Path(p.ToString()))).Where(p => p.Item2.Data.Length > 0);
    }

    private static int Of(double means)
    {
        var at = 0;
        while (at < bounds.Length && means >= bounds[at]) at++;
        return at;
    }

    private static void Legend(Markup html, bool hasCut)
    {
        html.Write($"""<div class="legend"><svg height="30" aria-hidden="true">""");
        for (var i = 0; i <= bounds.Length; i++)
            html.Write($"""<rect class="f{i}" x="{i * 100.0 / (bounds.Length + 1)}%" y="0" width="{100.0 / (bounds.Length + 1)}%" height="12"/>""");
        html.Write($"""<text class="below" x="{50.0 / (bounds.Length + 1)}%" y="12" dy="1.25em">0</text>""");
        for (var i = 1; i < named.Length; i++)
            if (named[i].Length > 0) html.Write($"""<text class="below" x="{i * 100.0 / (bounds.Length + 1)}%" y="12" dy="1.25em">{named[i]}</text>""");
        html.Write($"""</svg><p>in means of the layer{(hasCut ? "; a thin cell is an expert that the cut prunes, but one of 0 is full either way" : "")}</p></div>""");
    }

    private string Says(List<ExpertScores> layers)
    {
        var (layer, expert, most) = layers.Select(l => (l, l.Ranking[0], l.Values[l.Ranking[0]] / l.Sum * l.Values.Length)).MaxBy(l => l.Item3);
        return string.Create(CultureInfo.InvariantCulture, $"{What} of the experts of {layers.Count} layers. The highest is {most:0.00} means, expert {expert} of {layer.Layer}. Arrow keys read the cells.");
    }
}

/// <summary>How many tokens each expert was given.</summary>
internal sealed class LoadMap : HeatPlot
{
    public override string Title => "Load of the experts";

    public override string Reading =>
        "How many tokens the router gave to each expert, in means of its layer: 1 is an even share. Columns that stand out are experts that many layers favour; a row of a few strong cells among weak ones is a layer whose router has collapsed onto them.";

    protected override string Metric => "routing.max_load";

    protected override string What => "Load";
}

/// <summary>How salient each expert is.</summary>
internal sealed class SaliencyMap : HeatPlot
{
    public override string Title => "Saliency of the experts";

    public override string Reading =>
        "The score of each expert, in means of its layer, for scores of different layers do not compare. A cut that follows the scores takes the weakest cells of each row.";

    protected override string Metric => "saliency.max";

    protected override string What => "Saliency";
}
