using System.Globalization;
using System.Text;
using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>How much saliency each number of experts would keep: a line a layer, and the cut on it.</summary>
internal sealed class SweepPlot : Plot
{
    private const int MostPoints = 64;

    public override string Title => "Retention sweep";

    public override IReadOnlyList<string> Metrics => ["saliency.max", "pruning.experts_kept"];

    public override string Reading =>
        "Each line is a layer: the share of its saliency that the best experts hold, as more of them are kept. The dashed diagonal is what a random set would hold on average; a line close to it has no experts to spare. A dot is the cut: below its line where the cut does not follow the scores.";

    public override string Needs => "expert statistics (--experts)";

    public override bool Draw(Verdict verdict, Figured page)
    {
        var layers = ExpertScores.Of(verdict.Metrics, "saliency.max");
        if (layers.Count == 0) return false;
        var curves = layers.Select(l => l.Retention()).ToList();
        var told = Enumerable.Range(0, layers.Count).MinBy(i => Told(layers[i], curves[i]));
        var html = page.Open();
        var (x, y) = (Axis.Share("experts kept"), Axis.Share("saliency kept"));
        Chart.Open(html, Says(layers, curves), 320, x, y);
        html.Write($"""<line class="chance" x1="0" y1="100%" x2="100%" y2="0"/>""");

        // The one that is told of lies above the others.
        foreach (var i in Enumerable.Range(0, layers.Count).Where(i => i != told).Append(told))
        {
            var path = Line(curves[i]);
            html.Write($"""<g class="mark line{(i == told ? " told" : "")}"><title>{Describe(layers[i], curves[i])}</title><svg viewBox="0 0 1000 1000" preserveAspectRatio="none" width="100%" height="100%"><path class="reach" d="{path}"/><path d="{path}"/></svg>""");
            if (layers[i].Kept is not null) html.Write($"""<circle r="3.5" cx="{100.0 * layers[i].KeptCount / layers[i].Values.Length}%" cy="{100 - layers[i].KeptShare}%"/>""");
            html.Write($"</g>");
        }

        Chart.Close(html);
        html.Write($"""<p class="key"><span class="k-told">{layers[told].Layer.Name}{(layers.Count > 1 ? ", the least favourable" : "")}</span>""");
        if (layers.Count > 1) html.Write($"""<span class="k-line">{layers.Count - 1} other {(layers.Count == 2 ? "layer" : "layers")}</span>""");
        html.Write($"""<span class="k-chance">a random set</span>""");
        if (layers[told].Kept is not null) html.Write($"""<span class="k-dot">the cut{(layers.Count > 1 ? $" in {layers[told].Layer.Name}" : "")}</span>""");
        if (layers.Where((l, i) => i != told && l.Kept is not null).Any()) html.Write($"""<span class="k-hollow">the cut in another</span>""");
        html.Write($"</p>");
        return true;
    }

    /// <summary>By how much the layer beats a random set: at the cut, else at half of the experts.</summary>
    private static double Told(ExpertScores layer, double[] curve) =>
        layer.Kept is null ? curve[layer.Values.Length / 2] : layer.KeptShare - 100.0 * layer.KeptCount / layer.Values.Length;

    private static string Describe(ExpertScores layer, double[] curve)
    {
        var (experts, half) = (layer.Values.Length, layer.Values.Length / 2);
        var says = string.Create(CultureInfo.InvariantCulture, $"{layer.Layer}: the best {half} of {experts} experts hold {curve[half]:0.0} %");
        return layer.Kept is null ? says : says + string.Create(CultureInfo.InvariantCulture, $"; the cut keeps {layer.KeptCount} experts, {100.0 * layer.KeptCount / experts:0.0} %, and {layer.KeptShare:0.0} % of the saliency");
    }

    private static string Says(IReadOnlyList<ExpertScores> layers, IReadOnlyList<double[]> curves)
    {
        var halves = curves.Select(c => c[c.Length / 2]).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"Retention sweep of {layers.Count} layers. Half of the experts hold {halves.Min():0.0} to {halves.Max():0.0} % of a layer's saliency.");
    }

    /// <summary>At most so many points, evenly spread, both ends among them.</summary>
    private static Markup.Path Line(double[] curve)
    {
        var last = curve.Length - 1;
        var points = Math.Min(last, MostPoints);
        var path = new StringBuilder("M0 1000");
        for (var p = 1; p <= points; p++)
        {
            var k = (int)((long)p * last / points);
            path.Append(CultureInfo.InvariantCulture, $"L{1000.0 * k / last:0} {1000 - 10 * curve[k]:0}");
        }

        return new(path.ToString());
    }
}
