using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

/// <summary>Errors that pull one way.</summary>
public sealed class Bias : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Error.Metric(new("error.bias", Unit.Weight, Better.Neither)
        {
            Title = "Mean error of the weights",
            Formula = "Σe ÷ n",
            Source = Error.Own,
            Explanation = """
                Rounding to the nearest errs to both sides, so the mean is near 0. A type without an offset on weights that are not centred on
                0 pulls one way.
                """,
        },
        ReducePair.Errors,
        c => c.Sums.Errors.Sum / c.Sums.Errors.Count),
        Error.Metric(new("error.relative_bias", Unit.Ratio, Better.Neither)
        {
            Title = "Mean error of the weights, in standard deviations of the weights",
            Formula = "(Σe ÷ n) ÷ σ of w, the population's",
            Source = Error.Own,
            Explanation = "As error.bias, and comparable between tensors. Not applicable where all weights of the reference are the same.",
        },
        ReducePair.Errors,
        c => c.Sums.Errors switch
        {
            { Std: > 0 } sums => sums.Sum / sums.Count / sums.Std,
            _ => Reading.NotApplicable("all weights of the reference are the same"),
        }),
    ];
}
