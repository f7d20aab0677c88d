using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

/// <summary>The mean, standard deviation and extremes of one figure over the rows or groups of a matrix.</summary>
/// <param name="Prefix">Of the ids.</param>
/// <param name="Of">The figures, such as <c>the means of rows</c>.</param>
/// <param name="Over">The index and the formula behind it, such as <c>over rows i of mean_j w_ij</c>.</param>
/// <param name="Tells">What they tell.</param>
internal sealed record Spread(string Prefix, string Of, string Over, string Tells)
{
    public const string Mean = "mean", Std = "std", Min = "min", Max = "max";

    /// <param name="reduce">The sums that hold them.</param>
    /// <param name="moments">Of the figures.</param>
    /// <param name="figures">Which of the four to give.</param>
    public IEnumerable<Metric> Metrics(Reduce reduce, Func<TensorSums, Moments> moments, params string[] figures) =>
        figures.Select(figure => Tensors.Matrix(Text(figure), reduce, sums => Read(moments(sums), figure)));

    private static Reading Read(Moments moments, string figure) => figure switch
    {
        Mean => moments.Mean,
        Std => moments.Std,
        Min => moments.Min,
        _ => moments.Max,
    };

    private MetricText Text(string figure) => new($"{Prefix}.{figure}", Unit.Weight, Better.Neither)
    {
        Title = figure switch
        {
            Mean => $"Mean of {Of}",
            Std => $"Standard deviation of {Of}",
            Min => $"Least of {Of}",
            _ => $"Greatest of {Of}",
        },
        Formula = (figure switch { Mean => "mean ", Std => "σ ", Min => "min ", _ => "max " }) + Over,
        Source = Tensors.Report,
        Explanation = figure == Std ? $"{Tells}\nThe population's standard deviation; 0 means that they are all alike." : Tells,
    };
}
