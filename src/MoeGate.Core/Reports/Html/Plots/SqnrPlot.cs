using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>Signal to noise of every tensor, by role and layer.</summary>
internal sealed class SqnrPlot : Plot
{
    public override string Title => "Signal to quantization noise";

    public override IReadOnlyList<string> Metrics => ["error.sqnr"];

    public override string Reading =>
        "A dot is a tensor, a panel a role, all on one scale; higher is better, and 6 dB are one bit. The dash is what the tensor's type reaches on Gaussian weights: a dot far below its dash was quantized worse than its type can do.";

    public override string Needs => "a reference beside the candidate (--reference), and a rule on errors of weights, so that they are read";

    public override bool Draw(Verdict verdict, Figured page) =>
        new LayerPanels([new Series("error.sqnr", "SQNR", "dot")], "SQNR") { From = 0, Expected = "expected of the type" }.Draw(verdict, page);
}
