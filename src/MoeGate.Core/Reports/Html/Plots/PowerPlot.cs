using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>How concentrated the power of activations is.</summary>
internal sealed class PowerPlot : Plot
{
    public override string Title => "Concentration of activation power";

    public override IReadOnlyList<string> Metrics => ["power_share.top1", "power_share.top10"];

    public override string Reading =>
        "Share of the activations' power that the strongest dimensions hold, of what enters the matrices of each layer. Near 1 a few columns of the weights meet all the power, and their errors alone decide the error of the product. The dash is what equal dimensions would give.";

    public override string Needs => "an importance matrix (--imatrix), or activations (--activations) and a rule that reads them";

    public override bool Draw(Verdict verdict, Figured page) =>
        new LayerPanels([new Series("power_share.top10", "the strongest 10 %", "second"), new Series("power_share.top1", "the strongest 1 %", "dot")], "share of power") { From = 0, Expected = "by equal dimensions" }.Draw(verdict, page);
}
