using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class RelativeOffsetRmse : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Tensors.Unquantized(
            new("quant2.relative_offset_rmse", Unit.Ratio, Better.Lower)
            {
                Title = "Error of a 2-bit proxy with an offset, in standard deviations",
                Formula = "quant2.rmse_offset ÷ σ",
                Source = "MoeGate; the proxy is that of the tensor report that it grew out of.",
                Explanation = """
                    Free of scale, so tensors compare with each other. Independent Gaussian weights give 0.327, Student's t with 6 degrees of
                    freedom 0.349, a Laplace distribution 0.361; ordinary layers are between 0.33 and 0.37. Its square is
                    the share of the tensor's energy that is lost. Far above that, groups are spiky: a few weights far out set the step for
                    neighbours that need a finer one. Not applicable where all weights are the same.
                    """,
                Remedy = "Keep more bits for this tensor, or a type with smaller groups; look at weight.outliers and weight.near_zero for the cause.",
            },
            Reduce.Moments | Reduce.Groups,
            sums => Tensors.WithoutSpread(sums.Weights)
                ?? Reading.Of(ProxyErrors.Of(sums.ByGroup!.ErrorOffset, sums) / sums.Weights.Std) with { Expected = GaussianNull.Of(GaussianNull.RelativeOffsetRmse, sums.Columns) }),
    ];
}
