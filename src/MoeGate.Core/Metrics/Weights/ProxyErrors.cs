using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class ProxyErrors : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Of("rmse_no_offset", "without an offset",
            "scale s = max ÷ 3, ŵ = s·level, level = w ÷ s rounded half to even into 0…3; 0 where s = 0",
            "Negative weights fall to 0 here, so this is a yardstick for the other two, not a format.",
            groups => groups.ErrorNoOffset),
        Of("rmse_offset", "with an offset",
            "scale s = (max − min) ÷ 3, ŵ = min + s·level, level = (w − min) ÷ s rounded half to even into 0…3",
            "What two bits do with levels spaced evenly between a group's extremes. quant2.relative_offset_rmse is free of scale.",
            groups => groups.ErrorOffset),
        Of("rmse_clamped", "with an offset that cannot be above 0",
            "as quant2.rmse_offset, with min(min, 0) in the place of min",
            "The constraint that Q2_K has. Above quant2.rmse_offset where groups are all positive; elsewhere the two are the same.",
            groups => groups.ErrorClamped),
    ];

    private static TensorMetric Of(string id, string what, string formula, string remark, Func<GroupSums, double> error) => Tensors.Unquantized(
        new("quant2." + id, Unit.Weight, Better.Lower)
        {
            Title = $"Error of a 2-bit proxy {what}",
            Formula = $"√(Σ(ŵ − w)² ÷ n) over groups of 16: {formula}",
            Source = Tensors.Report,
            Explanation = $"""
                How hard the weights are to quantize to 4 levels per group of 16, without a quantizer's search.
                {remark}
                In units of the weights, so compare like with like. Groups with a range below 1e-10 count as exact.
                """,
            Remedy = "Keep more bits for this tensor, or a type with smaller groups; an importance matrix lowers the error where it matters.",
        },
        Reduce.Groups,
        sums => Of(error(sums.ByGroup!), sums));

    internal static double Of(double squares, TensorSums sums) => Math.Sqrt(squares / sums.Weights.Count);
}
