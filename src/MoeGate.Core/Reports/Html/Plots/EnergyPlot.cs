using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>How concentrated the error of a product is.</summary>
internal sealed class EnergyPlot : Plot
{
    public override string Title => "Concentration of the product's error";

    public override IReadOnlyList<string> Metrics => ["matmul.energy_share.top1", "matmul.energy_share.top10"];

    public override string Reading =>
        "Share of the squared error of a matrix's output that comes from the columns that contribute most. Near 1 a handful of columns makes the error: give those more bits, or scale them. The dash is what equal columns would give.";

    public override string Needs => "a candidate with activations or an importance matrix (--activations, --imatrix), and a rule on the products, so that the weights are read";

    public override bool Draw(Verdict verdict, Figured page) =>
        new LayerPanels([new Series("matmul.energy_share.top10", "the top 10 % of the columns", "second"), new Series("matmul.energy_share.top1", "the top 1 %", "dot")], "share of error") { From = 0, Expected = "by equal columns" }.Draw(verdict, page);
}
