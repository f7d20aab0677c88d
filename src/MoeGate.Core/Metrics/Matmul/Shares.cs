namespace MoeGate.Metrics.Matmul;

/// <summary>How concentrated the error of the product is in few columns.</summary>
public sealed class Shares : MetricFamily
{
    public override IEnumerable<Metric> Metrics => ((int[])[1, 5, 10, 25]).SelectMany(p => new[]
    {
        Share("share", p, "error", "cⱼ", x => x, """
            The expected value is that of equal columns. Far above it, a few columns carry the error: more bits for the whole tensor buy
            little, while scaling those columns or keeping them in a larger type buys much.
            """),
        Share("energy_share", p, "squared error", "cⱼ²", x => x * x, """
            As matmul.share, over squares: where the errors of columns are independent, this is the share of the energy of the output's
            error. The expected value is that of equal columns.
            """),
    });

    private static MatmulMetric Share(string name, int percent, string what, string summand, Func<double, double> of, string meaning) => ColumnErrors.Metric(
        new($"matmul.{name}.top{percent}", Unit.Ratio, Better.Neither)
        {
            Title = $"Share of the product's {what} that comes from {percent} % of the columns",
            Formula = $"Σ {summand} over the max(1, ⌊{percent}·N/100⌋) columns of largest cⱼ ÷ Σ {summand} over all N; {ColumnErrors.Definition}",
            Source = name == "share" ? ColumnErrors.Origin : "MoeGate.",
            Explanation = meaning + "\nNot applicable where no column contributes.",
        },
        c => Spread.Share(Array.ConvertAll(c.Contribution, x => of(x)), (int)Math.Max(1, (long)c.Contribution.Length * percent / 100), ColumnErrors.NoContribution));
}
