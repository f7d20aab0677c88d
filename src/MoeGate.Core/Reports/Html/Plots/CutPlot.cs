using MoeGate.Rules;

namespace MoeGate.Reports.Html.Plots;

/// <summary>What the cut is worth beside a random one, on the calibration text and on held-out text.</summary>
internal sealed class CutPlot : Plot
{
    public override string Title => "The cut beside a random one";

    public override IReadOnlyList<string> Metrics => ["pruning.vs_random", "pruning.heldout_vs_random"];

    public override string Reading =>
        "Saliency that the kept experts hold beyond a random set of the same size, in percentage points. On the text that the scores come from this is above 0 by construction; on held-out text, in its least favourable domain, it shows whether the choice carries over. Below 0 a random cut would have been better.";

    public override string Needs => "expert statistics and a cut (--experts with --keep or --plan), and held-out text (--held-out)";

    public override bool Draw(Verdict verdict, Figured page) =>
        new LayerPanels([new Series("pruning.vs_random", "calibration text", "second"), new Series("pruning.heldout_vs_random", "held-out text, least favourable", "dot")], "beyond random") { From = 0 }.Draw(verdict, page);
}
