using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class OffsetBenefit : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Tensors.Unquantized(
            new("quant2.offset_benefit", Unit.Percent, Better.Neither)
            {
                Title = "How much an offset lowers the error of the 2-bit proxy",
                Formula = "100 · (quant2.rmse_no_offset − quant2.rmse_offset) ÷ quant2.rmse_no_offset",
                Source = Tensors.Report,
                Explanation = """
                    Independent Gaussian weights give 54.4 %, a Laplace distribution 49.8 %: a large benefit is the rule, not a sign of offsets,
                    because the proxy without one cannot show negative weights. Well below it where the weights of a group are all positive.
                    Not applicable where the proxy without an offset makes no error.
                    """,
            },
            Reduce.Groups,
            sums => sums.ByGroup! is { ErrorNoOffset: > 0 } groups
                ? Reading.Of(100 * (1 - Math.Sqrt(groups.ErrorOffset / groups.ErrorNoOffset))) with { Expected = GaussianNull.Of(GaussianNull.OffsetBenefit, sums.Columns) }
                : Reading.NotApplicable("the proxy without an offset makes no error")),
    ];
}
