using System.Globalization;
using System.Text;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>The scores of each layer's experts by rank, kept and pruned told apart.</summary>
internal sealed class ScorePlot : Plot
{
    private const int Steps = 200;

    public override string Title => "Score curves";

    public override IReadOnlyList<string> Metrics => ["saliency.max", "pruning.experts_kept"];

    public override string Reading =>
        "The experts of each layer from the highest score to the lowest. Every panel has its own scale, from 0 to the layer's highest score, which stands above it; scores of different layers do not compare. The line is where the cut would fall by rank. A step there is a natural place to cut; where the curve is flat, the experts on both sides are alike.";

    public override string Needs => "expert statistics (--experts)";

    public override bool Draw(Verdict verdict, Figured page)
    {
        var layers = ExpertScores.Of(verdict.Metrics, "saliency.max");
        if (layers.Count == 0) return false;
        var hasCut = layers.Any(l => l.Kept is not null);
        var html = page.Open();
        html.Write($"""<div class="panels small" role="list" tabindex="0" aria-label="Score curves of {layers.Count} layers; arrow keys read them">""");
        foreach (var layer in layers)
        {
            var experts = layer.Values.Length;
            html.Write($"""<div class="panel" role="listitem"><p><b>{layer.Layer.Name}</b> <span>{Short(layer.Values[layer.Ranking[0]])}</span></p>""");
            html.Write($"""<svg class="curve" height="64" role="img" aria-label="{Says(layer)}"><title>{Says(layer)}</title><svg viewBox="0 0 {experts} {Steps}" preserveAspectRatio="none" width="100%" height="100%">""");
            foreach (var kept in new[] { true, false })
                if (Area(layer, kept) is { Data.Length: > 0 } area) html.Write($"""<path class="{(kept ? "kept" : "cut")}" d="{area}"/>""");
            html.Write($"</svg>");
            if (layer.Kept is not null && layer.KeptCount < experts) html.Write($"""<line class="edge" x1="{100.0 * layer.KeptCount / experts}%" x2="{100.0 * layer.KeptCount / experts}%" y1="-2" y2="100%"/>""");
            html.Write($"""<line class="base" x1="0" x2="100%" y1="100%" y2="100%"/></svg></div>""");
        }

        html.Write($"""</div><p class="key">{(hasCut ? "" : "No cut was judged; ")}""");
        if (hasCut) html.Write($"""<span class="k-kept">kept</span><span class="k-cut">pruned</span>""");
        html.Write($"""across: experts by rank, from 1 to {Experts(layers)}; up: score, from 0</p>""");
        return true;
    }

    /// <summary>The steps under the curve of those experts that are kept, or of the others; all are as good as kept where there is no cut.</summary>
    private static Markup.Path Area(ExpertScores layer, bool kept)
    {
        var highest = layer.Values[layer.Ranking[0]];
        var path = new StringBuilder();
        for (var rank = 0; rank < layer.Ranking.Length; rank++)
        {
            if ((layer.Kept?[layer.Ranking[rank]] ?? true) != kept) continue;
            var first = rank;
            path.Append(CultureInfo.InvariantCulture, $"M{first} {Steps}");
            for (; rank < layer.Ranking.Length && (layer.Kept?[layer.Ranking[rank]] ?? true) == kept; rank++)
                path.Append(CultureInfo.InvariantCulture, $"V{Steps * (1 - layer.Values[layer.Ranking[rank]] / highest):0}h1");
            path.Append(CultureInfo.InvariantCulture, $"V{Steps}z");
        }

        return new(path.ToString());
    }

    private static string Says(ExpertScores layer)
    {
        var (highest, lowest) = (layer.Values[layer.Ranking[0]], layer.Values[layer.Ranking[^1]]);
        var says = $"{layer.Layer}: {layer.Values.Length} experts, scores from {Short(highest)} (expert {layer.Ranking[0].ToString(CultureInfo.InvariantCulture)}) to {Short(lowest)} (expert {layer.Ranking[^1].ToString(CultureInfo.InvariantCulture)})";
        if (layer.Kept is null) return says;
        var inverted = layer.Ranking.Take(layer.KeptCount).Count(e => !layer.Kept[e]);
        return $"{says}; {layer.KeptCount} kept{(inverted == 0 ? "" : $", not by score: {inverted} of the best {layer.KeptCount} are pruned")}";
    }

    private static string Experts(IReadOnlyList<ExpertScores> layers)
    {
        var (least, most) = (layers.Min(l => l.Values.Length), layers.Max(l => l.Values.Length));
        return least == most ? $"{most}" : $"{least}–{most}";
    }

    private static string Short(double score) => Figure.Number(double.Parse(score.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
}
