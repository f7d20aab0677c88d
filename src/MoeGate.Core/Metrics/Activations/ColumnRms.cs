using MoeGate.Reductions;

namespace MoeGate.Metrics.Activations;

/// <summary>The root mean square of each dimension, and figures over dimensions.</summary>
public sealed class ColumnRms : MetricFamily
{
    internal const string Definition = "RMSⱼ = √(mean over tokens of aₜⱼ²)";
    internal const string Origin = "The tensor report that MoeGate grew out of.";
    internal const string Dead = "every dimension is dead: no token has anything but 0 there";

    private static readonly string meaning = """
        The RMS of a dimension says how much an error in the weights of its column counts: the column's error is multiplied by it. An
        importance matrix is enough. Not available where a dimension has no finite activation.
        """;

    public override IEnumerable<Metric> Metrics =>
    [
        Figure("mean", "Mean RMS of the dimensions", "meanⱼ RMSⱼ", rms => Spread.Of(rms).Mean),
        Figure("std", "Spread of the RMS of the dimensions", "population std over j of RMSⱼ", rms => Spread.Of(rms).Std),
        Figure("min", "RMS of the weakest dimension", "minⱼ RMSⱼ", rms => Spread.First(Spread.Least(rms, 1), j => rms[j]) with { Items = [] }),
        Figure("max", "RMS of the strongest dimension", "maxⱼ RMSⱼ", rms => Spread.First(Spread.Greatest(rms, 1), j => rms[j]) with { Items = [] }),
        new ActivationMetric(new("column_rms.cv", Unit.Ratio, Better.Neither)
        {
            Title = "Coefficient of variation of the RMS of the dimensions",
            Formula = $"std ÷ mean over j of RMSⱼ, std the population's; {Definition}",
            Source = Origin,
            Explanation = """
                0 means that every dimension is equally strong, and then every column of the weights deserves equal care. Above 1, few
                dimensions decide what a weight error costs. The expected value is that of T Gaussian tokens
                with equal dimensions, 1 ÷ √(2T). Not applicable where every dimension is dead.
                """,
        },
        needsValues: false,
        sums => Of(sums, rms => Spread.Cv(rms, Dead) with { Expected = sums.TokensAreCounted ? 1 / Math.Sqrt(2.0 * sums.Tokens) : null })),
        new ActivationMetric(new("column_rms.max_min_ratio", Unit.Ratio, Better.Neither)
        {
            Title = "RMS of the strongest dimension, in those of the weakest",
            Formula = $"maxⱼ RMSⱼ ÷ minⱼ RMSⱼ; {Definition}",
            Source = Origin,
            Explanation = """
                1 means that every dimension is equally strong. It hangs on two dimensions only; column_rms.cv and power_share.top10 look at
                all of them. Not applicable where a dimension is dead; column_rms.dead counts those.
                """,
        },
        needsValues: false,
        sums => Of(sums, rms => rms.Min() == 0 ? Reading.NotApplicable($"{rms.Count(r => r == 0)} of {rms.Length} dimensions are dead") : rms.Max() / rms.Min())),
        new ActivationMetric(new("column_rms.dead", Unit.Dimensions, Better.Neither)
        {
            Title = "Dimensions that are 0 for every token",
            Formula = $"|{{j : RMSⱼ = 0}}|; {Definition}",
            Source = "MoeGate.",
            Explanation = """
                Columns that meet a dead dimension do nothing on this text, and their errors cost nothing. Some are normal behind a ReLU; many
                behind SwiGLU or a norm mean a collapsed layer, a short text, or a file that was not written to its end.
                """,
        },
        needsValues: false,
        sums => Of(sums, rms => rms.Count(r => r == 0))),
        Named("top", "The ten strongest dimensions", "maxⱼ RMSⱼ, with the ten dimensions of greatest RMS", Spread.Greatest, """
            The same few dimensions on top in layer after layer are those that the model itself made large: keep their columns in mind when
            a mixed quantization is chosen.
            """),
        Named("bottom", "The ten weakest dimensions", "minⱼ RMSⱼ, with the ten dimensions of least RMS", Spread.Least, """
            Errors in their columns hardly reach the output. Dimensions of RMS 0 are counted by column_rms.dead.
            """),
    ];

    /// <summary>Something over the RMS of all dimensions, where each has one.</summary>
    internal static Reading Of(ActivationSums sums, Func<double[], Reading> formula)
    {
        var blank = Array.FindIndex(sums.MeanSquare, double.IsNaN);
        return blank >= 0 ? Reading.Missing($"no activation of dimension {blank} is finite") : formula(Array.ConvertAll(sums.MeanSquare, Math.Sqrt));
    }

    private static ActivationMetric Figure(string name, string title, string formula, Func<double[], Reading> over) => new(
        new("column_rms." + name, Unit.Activation, Better.Neither) { Title = title, Formula = $"{formula}; {Definition}", Source = Origin, Explanation = meaning },
        needsValues: false,
        sums => Of(sums, over));

    private static ActivationMetric Named(string name, string title, string formula, Func<double[], int, IReadOnlyList<int>> pick, string meaning) => new(
        new("column_rms." + name, Unit.Activation, Better.Neither)
        {
            Title = title,
            Formula = $"{formula}; {Definition}; of equal ones the lowest number first",
            Source = Origin,
            Explanation = "The value is the RMS of the first of them, and where it stands is its number.\n" + meaning,
        },
        needsValues: false,
        sums => Of(sums, rms => Spread.First(pick(rms, 10), j => rms[j])));
}
