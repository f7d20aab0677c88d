using MoeGate.Metrics;
using MoeGate.Models;

namespace MoeGate.Reports.Weights;

public static class WeightReport
{
    /// <summary>What the report reads: all of every tensor, and of stacked ones the sums of each expert's slice.</summary>
    public static Wish Wants(Metric metric, WeightTensor tensor) => Wish.Whole | (metric.Id == "quant2.rmse_offset" ? Wish.Experts : Wish.No);

    public static void Write(Observation observed, MetricSet metrics, TextWriter writer, ReportStyle style) => MeasurementTable.Write(metrics, writer, style with { Verbose = true });
}
