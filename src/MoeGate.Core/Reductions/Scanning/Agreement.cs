using System.Globalization;

namespace MoeGate.Reductions.Scanning;

/// <summary>
/// Whether two ways to the same sums came to the same. Counts, extremes and order statistics are the same to the bit, but for those counts that are
/// cut at a share of the deviation, which is itself a sum; sums are added in another order, and a device may round a product and a sum once, so they
/// agree to a part of the size of what is summed that no rounding explains.
/// </summary>
internal static class Agreement
{
    /// <summary>Ten million roundings of a double, and far less than any rule looks at.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>The first difference, in words; null where there is none.</summary>
    public static string? Difference(TensorSums ours, TensorSums theirs)
    {
        var found = new Differences();
        found.Exact("weights that are not finite", ours.NonFinite, theirs.NonFinite);
        Moments("weights", ours.Weights, theirs.Weights, found);
        found.Near("third moment of weights", ours.Weights.M3, theirs.Weights.M3, Math.Pow(ours.Weights.M2, 1.5));
        found.Near("fourth moment of weights", ours.Weights.M4, theirs.Weights.M4, 0);
        if (ours.ByRow is { } rows)
        {
            Moments("means of rows", rows.Means, theirs.ByRow!.Means, found, exactExtremes: false);
            Moments("deviations of rows", rows.Stds, theirs.ByRow.Stds, found, exactExtremes: false);
            Moments("ranges of rows", rows.Ranges, theirs.ByRow.Ranges, found);
        }

        if (ours.Order is { } order)
        {
            for (var i = 0; i < order.Percentiles.Count; i++) found.Exact("percentiles", order.Percentiles[i], theirs.Order!.Percentiles[i]);
            found.Exact("weights near zero", order.NearZero, theirs.Order!.NearZero);
            found.Exact("outliers", order.Outliers, theirs.Order.Outliers);
        }

        if (ours.ByGroup is { } groups) Groups(groups, theirs.ByGroup!, ours.Weights.M2, found);
        if (ours.GroupOrder is { } signs)
        {
            found.Exact("median of the offset importance", signs.Median ?? 0, theirs.GroupOrder!.Median ?? 0);
            found.Exact("percentile of the offset importance", signs.P90 ?? 0, theirs.GroupOrder.P90 ?? 0);
            found.Exact("signs of group means", signs.Positive, theirs.GroupOrder.Positive);
            found.Exact("signs of group means", signs.Negative, theirs.GroupOrder.Negative);
            found.Exact("signs of group means", signs.NearZero, theirs.GroupOrder.NearZero);
        }

        if (ours.ByColumn is { } columns)
        {
            for (var j = 0; j < columns.Counts.Length; j++)
            {
                found.Exact("counts of columns", columns.Counts[j], theirs.ByColumn!.Counts[j]);
                found.Near("errors of columns", columns.SquaredError[j], theirs.ByColumn.SquaredError[j], columns.M2[j]);
                found.Near("means of columns", columns.Mean[j], theirs.ByColumn.Mean[j], Math.Sqrt(columns.M2[j]));
                found.Near("moments of columns", columns.M2[j], theirs.ByColumn.M2[j], 0);
                found.Near("moments of columns", columns.M4[j], theirs.ByColumn.M4[j], 0);
            }
        }

        return found.First;
    }

    /// <inheritdoc cref="Difference(TensorSums, TensorSums)"/>
    public static string? Difference(PairSums ours, PairSums theirs)
    {
        var found = new Differences();
        found.Exact("pairs that are not finite", ours.NonFinite, theirs.NonFinite);
        found.Exact("counts", ours.Errors.Count, theirs.Errors.Count);
        found.Exact("largest errors", ours.Errors.Largest, theirs.Errors.Largest);
        found.Near("squared errors", ours.Errors.Square, theirs.Errors.Square, 0);
        found.Near("energies", ours.Errors.Reference, theirs.Errors.Reference, 0);
        found.Near("energies", ours.Errors.Candidate, theirs.Errors.Candidate, 0);
        found.Near("products", ours.Errors.Product, theirs.Errors.Product, ours.Errors.Reference + ours.Errors.Candidate);
        found.Near("sums of errors", ours.Errors.Sum, theirs.Errors.Sum, Math.Sqrt(ours.Errors.Square * ours.Errors.Count));
        found.Near("means of the reference", ours.Errors.Mean, theirs.Errors.Mean, Math.Sqrt(ours.Errors.Reference));
        if (ours.Weighted is { } weighted)
        {
            found.Near("weighted errors", weighted.Error, theirs.Weighted!.Value.Error, 0);
            found.Near("weighted energies", weighted.Reference, theirs.Weighted.Value.Reference, 0);
        }

        found.Near("spreads", ours.Errors.Spread, theirs.Errors.Spread, ours.Errors.Reference);
        for (var i = 0; i < ours.Order?.Count; i++) found.Exact("percentiles of errors", ours.Order[i], theirs.Order![i]);
        for (var j = 0; j < ours.ByColumn?.Length; j++) found.Near("errors of columns", ours.ByColumn[j], theirs.ByColumn![j], 0);
        return found.First;
    }

    private static void Groups(GroupSums ours, GroupSums theirs, double spread, Differences found)
    {
        Moments("means of groups", ours.Means, theirs.Means, found);
        Moments("deviations of groups", ours.Stds, theirs.Stds, found, exactExtremes: false);
        Moments("deviations of group means within rows", ours.IntraRowStd, theirs.IntraRowStd, found, exactExtremes: false);
        Moments("ranges of groups", ours.Ranges, theirs.Ranges, found);
        Moments("offset importance", ours.OffsetImportance, theirs.OffsetImportance, found);
        for (var i = 0; i < ours.Above.Count; i++) found.Exact("counts of offset importance", ours.Above[i], theirs.Above[i]);
        found.Exact("constant groups", ours.Constant, theirs.Constant);
        found.Near("proxy errors", ours.ErrorNoOffset, theirs.ErrorNoOffset, spread);
        found.Near("proxy errors", ours.ErrorOffset, theirs.ErrorOffset, spread);
        found.Near("proxy errors", ours.ErrorClamped, theirs.ErrorClamped, spread);
    }

    private static void Moments(string what, in Moments ours, in Moments theirs, Differences found, bool exactExtremes = true)
    {
        found.Exact($"counts of {what}", ours.Count, theirs.Count);
        if (ours.Count == 0) return;
        var size = Math.Max(Math.Abs(ours.Min), Math.Abs(ours.Max));
        found.Near($"mean of {what}", ours.Mean, theirs.Mean, size);
        found.Near($"spread of {what}", ours.Std, theirs.Std, size);
        if (exactExtremes)
        {
            found.Exact($"extremes of {what}", ours.Min, theirs.Min);
            found.Exact($"extremes of {what}", ours.Max, theirs.Max);
        }
    }

    private sealed class Differences
    {
        public string? First { get; private set; }

        public void Exact(string what, double ours, double theirs)
        {
            if (!ours.Equals(theirs)) Say(what, ours, theirs);
        }

        public void Near(string what, double ours, double theirs, double scale)
        {
            if (!(Math.Abs(ours - theirs) <= Tolerance * (Math.Abs(ours) + Math.Abs(scale)))) Say(what, ours, theirs);
        }

        private void Say(string what, double ours, double theirs) =>
            First ??= string.Create(CultureInfo.InvariantCulture, $"{what}: {theirs:R} where the processor has {ours:R}");
    }
}
