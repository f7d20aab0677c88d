using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class OffsetImportanceAbove : MetricFamily
{
    public override IEnumerable<Metric> Metrics => [Of("0.1", 0, "0.176"), Of("0.2", 1, "0.0137"), Of("0.3", 2, "0.0009")];

    private static TensorMetric Of(string limit, int index, string chance) => Tensors.Unquantized(
        new("group.offset_importance.above_" + limit, Unit.Ratio, Better.Lower)
        {
            Title = $"Share of the groups of 16 whose offset is more than {limit} of their range",
            Formula = $"share of the groups along the row with |mean w| ÷ (max w − min w) > {limit}",
            Source = Tensors.Report,
            Explanation = $"""
                {OffsetImportance.What}
                Independent Gaussian weights give {chance}. Where the mean is ordinary and this is not, a part of the tensor is offset.
                Groups with a range of at most 1e-10 are left out; not applicable where that is all of them.
                """,
            Remedy = OffsetImportance.Remedy,
        },
        Reduce.Groups,
        sums =>
        {
            var groups = sums.ByGroup!;
            return groups.OffsetImportance.Count == 0
                ? OffsetImportance.Constant
                : Reading.Of((double)groups.Above[index] / groups.OffsetImportance.Count) with { Expected = GaussianNull.Of(GaussianNull.OffsetAbove[index], sums.Columns) };
        });
}
