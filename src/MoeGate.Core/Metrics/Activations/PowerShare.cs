namespace MoeGate.Metrics.Activations;

/// <summary>How concentrated the power of activations is.</summary>
public sealed class PowerShare : MetricFamily
{
    public override IEnumerable<Metric> Metrics => [Top(10), Top(1)];

    private static ActivationMetric Top(int percent) => new(
        new($"power_share.top{percent}", Unit.Ratio, Better.Neither)
        {
            Title = $"Share of the activations' power that the strongest {percent} % of the dimensions hold",
            Formula = $"Σ RMSⱼ² over the top {(percent == 1 ? "max(1, ⌊0.01N⌋)" : "⌊0.1N⌋")} dimensions ÷ Σ RMSⱼ² over all N",
            Source = ColumnRms.Origin,
            Explanation = $"""
                The expected value is that of equal dimensions. 1 means that a few columns of the weights meet all the power, so that their
                errors alone decide the error of the product. {(percent == 1 ? "With fewer than 100 dimensions it is the share of one." : "Not applicable with fewer than 10 dimensions.")}
                Not applicable where every dimension is dead.
                """,
        },
        needsValues: false,
        sums => sums.Dimensions < 10 && percent == 10
            ? Reading.NotApplicable($"with {sums.Dimensions} dimensions there is no tenth of them")
            : ColumnRms.Of(sums, _ => Spread.Share(sums.MeanSquare, Math.Max(1, sums.Dimensions * percent / 100), ColumnRms.Dead)));
}
