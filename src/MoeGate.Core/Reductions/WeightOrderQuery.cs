namespace MoeGate.Reductions;

/// <summary>What <see cref="WeightOrder"/> asks of a set of values whose moments are known.</summary>
public sealed class WeightOrderQuery
{
    private readonly (Cut From, Cut To) nearZero;
    private readonly (Cut From, Cut To) middle;

    /// <param name="values">Moments of all the values.</param>
    public WeightOrderQuery(in Moments values)
    {
        double near = 0.001 * values.Std, far = 6 * values.Std;
        nearZero = (Cut.UpTo(-near), Cut.Below(near));
        middle = (Cut.Below(values.Mean - far), Cut.UpTo(values.Mean + far));
    }

    /// <summary>What has to be read again.</summary>
    public OrderSelection Select(OrderHistogram histogram) =>
        histogram.Select(OrderSelection.RanksOf(WeightOrder.Percents, histogram.Count), [nearZero.From, nearZero.To, middle.From, middle.To]);

    /// <summary>The answers, after that reading.</summary>
    public WeightOrder Read(OrderSelection selection) => new(
        [.. WeightOrder.Percents.Select(selection.Percentile)],
        Math.Max(0, selection.Below(nearZero.To) - selection.Below(nearZero.From)),
        selection.Count - (selection.Below(middle.To) - selection.Below(middle.From)));
}
