using System.Globalization;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class Percentiles : ValuesFamily
{
    public override IEnumerable<Metric> Metrics => WeightOrder.Percents.SelectMany(percent =>
    {
        var number = percent.ToString(CultureInfo.InvariantCulture);
        var isMedian = percent == 50;
        var text = new ValuesText(
            isMedian ? "median" : "p" + number,
            isMedian ? "Median of all {values}" : $"{number}th percentile of all {{values}}",
            $"the value at {number} % of the ascending {{x}}, by linear interpolation between neighbours (NumPy's default)",
            isMedian
                ? """
                    Unlike the mean it does not follow outliers: where the two lie far apart beside the standard deviation, the numbers are
                    skewed. Exact, not a sketch.
                    """
                : """
                    Shows where the bulk of the numbers ends and the tails begin: of a Gaussian the 1st and 99th percentile are 2.33
                    standard deviations from the mean, the 0.1th and 99.9th 3.09. Exact, not a sketch.
                    """);
        return Both(text, Reduce.Moments | Reduce.Order, values => values.Order!.Percentile(percent));
    });
}
