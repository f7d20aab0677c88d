using MoeGate.Metrics;
using MoeGate.Models;

namespace MoeGate.Reports.Weights;

/// <summary>
/// The tensor report: what was read, how hard each role is to quantize, and then section by section what weights and activations are
/// like and where they meet. A pure function of what was observed and measured.
/// </summary>
public static class WeightReport
{
    internal const int Width = 120;

    /// <summary>What the report reads: all of every tensor, and of stacked ones the error of each expert's slice.</summary>
    public static Wish Wants(Metric metric, WeightTensor tensor) => Wish.Whole | (metric.Id == "quant2.rmse_offset" ? Wish.Experts : Wish.No);

    /// <param name="observed">The tensors and activations, with their sums.</param>
    /// <param name="metrics">What was measured on them; a metric that is not there shows as a dash.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="style">Colour or none; verbose for a row per tensor however many there are.</param>
    public static void Write(Observation observed, MetricSet metrics, TextWriter writer, ReportStyle style)
    {
        var measured = new Measured(observed, metrics, style.Verbose);
        var page = new Page(writer, style, Width);
        SourceSection.Write(page, measured);
        HardnessSection.Write(page, measured);
        ExpertSection.Write(page, measured);
        ValueSection.Weights(page, measured);
        RowSection.Write(page, measured);
        GroupSection.Write(page, measured);
        ValueSection.Activations(page, measured);
        DimensionSection.Write(page, measured);
        MeetingSection.Write(page, measured);
        LayoutSection.Write(page, measured);
        GatingSection.Write(page, measured);
        SuperBlockSection.Write(page, measured);
    }
}
