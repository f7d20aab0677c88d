using MoeGate.Reductions;

namespace MoeGate.Metrics.Errors;

/// <summary>Sizes of the errors at the far end.</summary>
public sealed class Percentiles : MetricFamily
{
    public override IEnumerable<Metric> Metrics => PairSums.Percents.Select((percent, i) => Error.Metric(
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"error.p{percent}"), Unit.Weight, Better.Lower)
        {
            Title = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Size of the error that {percent} % of the weights do not exceed"),
            Formula = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"P{percent} of |e|, linear between order statistics, each |e| as a single"),
            Source = Error.Own,
            Explanation = "Exact, not sketched, so it takes a second reading. Beside error.rmse it tells whether a few weights hold the error.",
            Remedy = "Far above 4 times error.rmse, look for blocks with a wrong scale.",
        },
        ReducePair.Order,
        c => c.Sums.Order is { } order ? order[i] : Reading.Missing("its percentiles were not read")));
}
