using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

/// <summary>A set of numbers that one figure describes: the weights of a tensor, or the activations of a source.</summary>
/// <param name="All">Of the finite ones.</param>
/// <param name="Order">Null where nobody asked.</param>
/// <param name="NonFinite">How many are not finite.</param>
public readonly record struct Values(Moments All, WeightOrder? Order, long NonFinite)
{
    /// <summary>Why a figure that is divided by the standard deviation is not there, or null.</summary>
    public Reading? WithoutSpread => Tensors.WithoutSpread(All);
}

/// <summary>What the text of a figure says of either kind of number.</summary>
/// <param name="Id">Behind <c>weight.</c> and <c>activation.</c>.</param>
/// <param name="Title">With <c>{values}</c> for weights or activations.</param>
/// <param name="Formula">With <c>{x}</c> for w or a.</param>
/// <param name="Explanation">What it tells and when it has no meaning; with both.</param>
public sealed record ValuesText(string Id, string Title, string Formula, string Explanation)
{
    public string Source { get; init; } = Tensors.Report;

    /// <summary>Null: the unit of the numbers themselves.</summary>
    public Unit? Unit { get; init; }

    /// <summary>Whether it counts the numbers.</summary>
    public bool IsCount { get; init; }

    public Better Better { get; init; }

    public string Remedy { get; init; } = "";
}

/// <summary>Figures that weights and activations have in common: <c>weight.</c>ID of a tensor and <c>activation.</c>ID of a source.</summary>
public abstract class ValuesFamily : MetricFamily
{
    protected static IEnumerable<Metric> Both(ValuesText text, Reduce reduce, Func<Values, Reading> formula) =>
    [
        new TensorMetric(
            Of(text, "weight", "weights", "w", text.IsCount ? Unit.Weights : Unit.Weight, Tensors.Unread),
            reduce,
            Applies.Everywhere,
            sums => formula(new Values(sums.Weights, sums.Order, sums.NonFinite))),
        new ActivationMetric(
            Of(text, "activation", "activations", "a", text.IsCount ? Unit.None : Unit.Activation, "Missing where no activation is finite; not measured from an importance matrix alone."),
            needsValues: true,
            sums => Of(sums.Values!, text.Id, formula)),
    ];

    private static Reading Of(ActivationValues values, string id, Func<Values, Reading> formula) =>
        values.All.Count == 0 && id != NonFinite.Name ? Reading.Missing("no activation is finite") : formula(new Values(values.All, values.Order, values.NonFinite));

    private static MetricText Of(ValuesText text, string prefix, string values, string x, Unit own, string unread)
    {
        return new MetricText($"{prefix}.{text.Id}", text.Unit ?? own, text.Better)
        {
            Title = Worded(text.Title),
            Formula = Worded(text.Formula),
            Source = text.Source,
            Explanation = $"{Worded(text.Explanation)}\n{(text.Id == NonFinite.Name ? NonFinite.Unread(prefix) : unread)}",
            Remedy = Worded(text.Remedy),
        };

        string Worded(string words) => words.Replace("{values}", values, StringComparison.Ordinal).Replace("{x}", x, StringComparison.Ordinal);
    }
}
