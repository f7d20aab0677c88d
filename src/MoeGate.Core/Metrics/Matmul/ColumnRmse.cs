namespace MoeGate.Metrics.Matmul;

/// <summary>How large weight errors are by column.</summary>
public sealed class ColumnRmse : MetricFamily
{
    private const string Definition = "RMSEⱼ = √(mean over rows of eᵢⱼ²), e = the error of the weights";

    public override IEnumerable<Metric> Metrics =>
    [
        ColumnErrors.Metric(new("matmul.column_rmse.mean", Unit.Weight, Better.Neither)
        {
            Title = "Mean RMS error of the columns",
            Formula = $"meanⱼ RMSEⱼ; {Definition}",
            Source = ColumnErrors.Origin,
            Explanation = "The size of the weight error before anything enters the matrix. In the unit of weights: compare it within a tensor.",
        },
        c => Spread.Of(c.Rmse).Mean),
        ColumnErrors.Metric(new("matmul.column_rmse.cv", Unit.Ratio, Better.Neither)
        {
            Title = "Coefficient of variation of the RMS error of the columns",
            Formula = $"std ÷ mean over j of RMSEⱼ, std the population's; {Definition}",
            Source = ColumnErrors.Origin,
            Explanation = """
                Near 0 all columns are equally hard to quantize, and then activations alone decide which errors count. With few rows chance
                adds to it. Not applicable where no weight has an error.
                """,
        },
        c => Spread.Cv(c.Rmse, "no weight has an error")),
    ];
}
