using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

public sealed class WorstRow : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Error.Metric(new("error.worst_row", Unit.Ratio, Better.Lower)
        {
            Title = "Relative error of the worst row",
            Formula = "max over rows of √(Σe² ÷ max(Σw² of the row, Σw² of a mean row of its expert))",
            Source = Error.Own,
            Explanation = """
                A few rows of thousands do not show in the figures of their tensor: this looks at each, and says where. Rows are quantized by
                themselves, so on a healthy tensor the worst is not far above error.relative_rmse; a row in another's place gives 1.4, a damaged
                block in it whatever it holds. A row with less energy than a mean one counts as if it had that of a mean one, for rows that
                are hardly there, as those of tokens that never occur, lose everything and harm nothing.
                """,
            Remedy = "Look at the row: its bytes are damaged, or it belongs elsewhere.",
        },
        ReducePair.Errors,
        c => c.Sums.Worst is { } worst
            ? Reading.Of(worst.Error) with { At = Place(c, worst) }
            : c.Sums.Errors.IsExact ? 0 : Reading.Missing("the reference is all zeros, and the candidate is not")),
    ];

    private static string Place(ComparedTensor compared, Reductions.WorstRow worst)
    {
        var slice = compared.Pair.Candidate.Slices[compared.Slice ?? worst.Slice].Expert;
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{compared.Pair.Subject}{(slice is { } e ? $"[{e}]" : "")} row {worst.Row}");
    }
}
