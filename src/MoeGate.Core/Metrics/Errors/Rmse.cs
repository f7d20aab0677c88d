using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

/// <summary>How large errors are.</summary>
public sealed class Rmse : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Error.Metric(new("error.rmse", Unit.Weight, Better.Lower)
        {
            Title = "Root of the mean squared error of the weights",
            Formula = "√(mean e²)",
            Source = Error.Own,
            Explanation = "In the unit of weights, so it compares a tensor with itself under another quantization, and not with other tensors.",
            Remedy = "Give the tensor more bits.",
        },
        ReducePair.Errors,
        c => Math.Sqrt(c.Sums.Errors.Square / c.Sums.Errors.Count)),
        Error.Metric(new("error.relative_rmse", Unit.Ratio, Better.Lower)
        {
            Title = "Error of the weights as a share of their size",
            Formula = "√(Σe² ÷ Σw²)",
            Source = Error.Own,
            Explanation = """
                0 for equal weights; 0.07 is usual for q4_K, 0.3 for q2_K. A tensor of zeros in place of the weights gives 1, other weights of the
                same size √2, the weights with the wrong sign 2: from about 1 on nothing of the tensor is left.
                """,
            Remedy = "From 1 on, look for experts or rows that changed places, a wrong reference, or damage; below that, give the tensor more bits.",
        },
        ReducePair.Errors,
        c => Error.RelativeRmse(c.Sums.Errors)),
        Error.Metric(new("error.max_abs", Unit.Weight, Better.Lower)
        {
            Title = "Largest error of a weight",
            Formula = "max |e|",
            Source = Error.Own,
            Explanation = """
                Quantization errs by half a step of a block at most, and steps follow the largest weight of a block: far above a few
                hundredths of the largest weight something else happened.
                """,
            Remedy = "Compare it with error.p99.9; a single block that stands out is damage.",
        },
        ReducePair.Errors,
        c => c.Sums.Errors.Largest),
    ];
}
