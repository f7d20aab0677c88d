using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class GroupSigns : MetricFamily
{
    public override IEnumerable<Metric> Metrics =>
    [
        Of("positive", "is clearly above 0", "mean w > t", signs => signs.Positive),
        Of("negative", "is clearly below 0", "mean w < −t", signs => signs.Negative),
        Of("near_zero", "is close to 0", "|mean w| ≤ t", signs => signs.NearZero),
    ];

    private static TensorMetric Of(string id, string what, string condition, Func<GroupOrder, long> count) => Tensors.Matrix(
        new("group.sign." + id, Unit.Ratio, Better.Neither)
        {
            Title = $"Share of the groups of 16 whose mean {what}",
            Formula = $"share of the groups with {condition}, where t = 0.05·σ of the tensor",
            Source = "The tensor report that MoeGate grew out of, there with a fixed t of 0.001.",
            Explanation = """
                By chance alone 42 % of the groups are clearly above 0, as many below, and 16 % close to it. Where one sign prevails the tensor
                as a whole is offset; where few are close to 0, its groups are. Not applicable where all weights are the same.
                """,
        },
        Reduce.Moments | Reduce.GroupOrder,
        sums => Tensors.WithoutSpread(sums.Weights) ?? Share(sums.GroupOrder!, count));

    private static Reading Share(GroupOrder signs, Func<GroupOrder, long> count) =>
        (double)count(signs) / (signs.Positive + signs.Negative + signs.NearZero);
}
