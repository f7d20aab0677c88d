using MoeGate.Reductions;

namespace MoeGate.Metrics.Weights;

public sealed class OffsetImportance : MetricFamily
{
    internal const string What = """
        0 means that a group is centred on 0; above 0.5 all its weights have one sign. Only a format with an offset follows such groups.
        """;

    internal const string Remedy = "Choose a type with an offset per group (Q4_1, Q5_1; that of K-quants cannot be above 0), or keep more bits for this tensor.";

    internal static Reading Constant => Reading.NotApplicable("every group is constant, so none has a range to divide by");

    public override IEnumerable<Metric> Metrics =>
    [
        Of("mean", "Mean", "mean", "group.offset_excess is this over its expectation.", Reduce.Groups,
            sums => Read(sums, sums.ByGroup!.OffsetImportance.Mean, GaussianNull.OffsetMean(sums.Columns))),
        Of("median", "Median", "median", "By chance alone 0.048.", Reduce.Groups | Reduce.GroupOrder,
            sums => Read(sums, sums.GroupOrder!.Median, GaussianNull.Of(GaussianNull.OffsetMedian, sums.Columns))),
        Of("p90", "90th percentile", "90th percentile", "By chance alone 0.124.", Reduce.Groups | Reduce.GroupOrder,
            sums => Read(sums, sums.GroupOrder!.P90, GaussianNull.Of(GaussianNull.OffsetP90, sums.Columns))),
        Of("max", "Greatest", "max", "One group decides it, and the more groups there are the greater it is by chance.", Reduce.Groups,
            sums => Read(sums, sums.ByGroup!.OffsetImportance.Max, null)),
    ];

    private static TensorMetric Of(string id, string figure, string formula, string remark, Reduce reduce, Func<TensorSums, Reading> read) => Tensors.Unquantized(
        new("group.offset_importance." + id, Unit.Ratio, Better.Lower)
        {
            Title = $"{figure} of the groups' offset, in ranges of the group",
            Formula = $"{formula} over groups of 16 along the row of |mean w| ÷ (max w − min w)",
            Source = Tensors.Report,
            Explanation = $"""
                {What}
                Independent Gaussian weights give a mean of 0.059, and ordinary tensors are close to that.
                {remark}
                Groups with a range of at most 1e-10 are left out; not applicable where that is all of them.
                """,
            Remedy = Remedy,
        },
        reduce,
        read);

    private static Reading Read(TensorSums sums, double? value, double? expected) =>
        sums.ByGroup!.OffsetImportance.Count == 0 || value is not { } number ? Constant : Reading.Of(number) with { Expected = expected };
}
