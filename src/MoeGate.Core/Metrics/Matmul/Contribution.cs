namespace MoeGate.Metrics.Matmul;

/// <summary>What each column adds to the error of the product.</summary>
public sealed class Contribution : MetricFamily
{
    private const string Remedy =
        "Give the tensor more bits, or quantize it with an importance matrix, which spends precision where the activations are strong.";

    public override IEnumerable<Metric> Metrics =>
    [
        ColumnErrors.Metric(new("matmul.contribution.mean", Unit.None, Better.Lower)
        {
            Title = "Mean contribution of a column to the error of the product",
            Formula = $"meanⱼ cⱼ; {ColumnErrors.Definition}",
            Source = ColumnErrors.Origin,
            Explanation = """
                Beside it stand the ten columns of largest contribution, by number. It grows with the scale of weights and of activations, so
                compare a tensor with itself under another quantization, not with other tensors.
                """,
            Remedy = Remedy,
        },
        c => Reading.Of(Spread.Of(c.Contribution).Mean) with { Items = [.. c.Top().Select(j => new Item(Spread.Number(j), c.Contribution[j]))] }),
        ColumnErrors.Metric(new("matmul.contribution.std", Unit.None, Better.Lower)
        {
            Title = "Spread of the contributions of columns to the error of the product",
            Formula = $"population std over j of cⱼ; {ColumnErrors.Definition}",
            Source = ColumnErrors.Origin,
            Explanation = "Above the mean, a few columns decide the error; matmul.share.top1 says how much of it they hold.",
            Remedy = Remedy,
        },
        c => Spread.Of(c.Contribution).Std),
        Top("std", Unit.Weight, "Standard deviation of the weights in the columns that contribute most", "population std over rows of wᵢⱼ", c => c.Std, """
            The value is that of the column of largest contribution, and where it stands is its number; beside it the first ten. Compare
            with weight.std: columns that are wider than others share their groups' scales with narrower ones, which pay for it.
            """),
        Top("kurtosis", Unit.None, "Excess kurtosis of the weights in the columns that contribute most", "Σ(w − mean)⁴ · rows ÷ (Σ(w − mean)²)² − 3 over column j", c => c.Kurtosis, """
            The value is that of the column of largest contribution, and where it stands is its number; beside it the first ten. 0 for
            Gaussian weights; far above it, a few rows hold outliers exactly where the activations are strong. Not applicable where that
            column is constant.
            """),
    ];

    private static MatmulMetric Top(string name, Unit unit, string title, string formula, Func<ColumnFigures, double> figure, string meaning) => ColumnErrors.Metric(
        new("column." + name, unit, Better.Neither)
        {
            Title = title,
            Formula = $"{formula}, j by falling cⱼ; {ColumnErrors.Definition}",
            Source = ColumnErrors.Origin,
            Explanation = meaning,
        },
        c =>
        {
            var top = c.Top();
            return double.IsNaN(figure(new(c, top[0])))
                ? Reading.NotApplicable($"column {top[0]} is constant") with { At = Spread.Number(top[0]) }
                : Spread.First(top, j => figure(new(c, j)));
        });

    private readonly record struct ColumnFigures(ColumnErrors Columns, int Column)
    {
        public double Std => Math.Sqrt(Columns.Weights.M2[Column] / Columns.Weights.Counts[Column]);

        public double Kurtosis => Columns.Weights.M2[Column] == 0
            ? double.NaN
            : Columns.Weights.Counts[Column] * Columns.Weights.M4[Column] / (Columns.Weights.M2[Column] * Columns.Weights.M2[Column]) - 3;
    }
}
