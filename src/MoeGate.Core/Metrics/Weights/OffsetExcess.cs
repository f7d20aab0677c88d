using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class OffsetExcess : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Tensors.Unquantized(
            new("group.offset_excess", Unit.Ratio, Better.Lower)
            {
                Title = "Mean offset importance, in what chance alone gives",
                Formula = "mean of |group mean| ÷ range over groups of 16, ÷ its expectation for independent Gaussian weights (0.0592)",
                Source = Tensors.Own,
                Explanation = """
                    1 means that there is nothing to see, and ordinary tensors are close to it: heavy tails give 0.94, an even distribution 1.13.
                    Offsets of half a standard deviation in every group give 2.5, of a whole one 5.0. The expectation takes the shorter last group
                    of a row into account. Not applicable where every group is constant, and where the last group has two weights, for which
                    there is no expectation.
                    """,
                Remedy = OffsetImportance.Remedy,
            },
            Reduce.Groups,
            sums => (sums.ByGroup!.OffsetImportance, GaussianNull.OffsetMean(sums.Columns)) switch
            {
                ({ Count: 0 }, _) => OffsetImportance.Constant,
                (_, null) => Reading.NotApplicable("the last group of a row has two weights, for which chance has no mean"),
                var (offsets, chance) => Reading.Of(offsets.Mean / chance.Value) with { Expected = 1 },
            }),
    ];
}
