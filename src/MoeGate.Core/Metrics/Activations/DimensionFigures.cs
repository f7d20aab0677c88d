using MoeGate.Reductions;

namespace MoeGate.Metrics.Activations;

/// <summary>Means, spreads and signs of dimensions over the tokens.</summary>
public sealed class DimensionFigures : MetricFamily
{
    private const string Signs = "negⱼ = fraction of tokens with aₜⱼ < 0";

    public override IEnumerable<Metric> Metrics =>
    [
        .. Over("negative", Unit.Ratio, "fraction of negative tokens", Signs, v => v.Negative, """
            A dimension that is nearly always of one sign acts as a bias, and an error in its column shifts every token the same way. 0.5
            means balanced signs. It is about signs, not about sparsity: a dimension of zeros has none negative.
            """, withStd: false),
        Beyond("above_0.7", "> 0.7", "mostly negative", n => n > 0.7),
        Beyond("below_0.3", "< 0.3", "seldom negative", n => n < 0.3),
        .. Over("mean", Unit.Activation, "mean", "meanⱼ = mean over tokens of aₜⱼ", v => v.Mean, """
            A dimension whose mean is far from 0 beside its std adds nearly the same to every token. Its column's errors do not average out
            over tokens.
            """, withStd: true),
        .. Over("std", Unit.Activation, "standard deviation", "stdⱼ = population std over tokens of aₜⱼ", v => v.Std, """
            How much a dimension varies from token to token; together with its mean it makes its power: RMS² = mean² + std². A minimum of 0
            is a dimension that says nothing about the token.
            """, withStd: true),
    ];

    private static IEnumerable<ActivationMetric> Over(
        string name, Unit unit, string what, string definition, Func<ActivationValues, double[]> figure, string meaning, bool withStd)
    {
        yield return Figure("mean", $"Mean over dimensions of the {what}", "mean over j", d => Spread.Of(d).Mean);
        if (withStd) yield return Figure("std", $"Spread over dimensions of the {what}", "population std over j", d => Spread.Of(d).Std);
        yield return Figure("min", $"Least {what} of a dimension", "least over j", d => Spread.First(Spread.Least(d, 1), j => d[j]) with { Items = [] });
        yield return Figure("max", $"Greatest {what} of a dimension", "greatest over j", d => Spread.First(Spread.Greatest(d, 1), j => d[j]) with { Items = [] });

        ActivationMetric Figure(string part, string title, string over, Func<double[], Reading> formula) => new(
            new($"dimension.{name}.{part}", unit, Better.Neither)
            {
                Title = title,
                Formula = $"{over} of {name switch { "negative" => "negⱼ", "mean" => "meanⱼ", _ => "stdⱼ" }}; {definition}",
                Source = ColumnRms.Origin,
                Explanation = meaning + "\nNot for an importance matrix, which knows only the power.",
            },
            needsValues: true,
            sums => Of(figure(sums.Values!), formula));
    }

    private static ActivationMetric Beyond(string name, string bound, string what, Func<double, bool> isBeyond) => new(
        new("dimension.negative_" + name, Unit.Dimensions, Better.Neither)
        {
            Title = $"Number of dimensions that are {what}",
            Formula = $"|{{j : negⱼ {bound}}}|; {Signs}",
            Source = ColumnRms.Origin,
            Explanation = """
                A number of dimensions, not a fraction. Dimensions of one sign act as biases; by chance alone, balanced signs come this far
                only where there are few tokens. Not for an importance matrix, which knows only the power.
                """,
        },
        needsValues: true,
        sums => Of(sums.Values!.Negative, negative => negative.Count(isBeyond)));

    private static Reading Of(double[] figures, Func<double[], Reading> formula)
    {
        var blank = Array.FindIndex(figures, double.IsNaN);
        return blank >= 0 ? Reading.Missing($"no activation of dimension {blank} is finite") : formula(figures);
    }
}
