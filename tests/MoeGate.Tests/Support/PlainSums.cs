using MoeGate.Reductions;

namespace MoeGate.Tests.Support;

/// <summary>
/// Figures of a matrix by name, from their definitions in plain loops over all of it, and the same figures out of what a scan gave; so that a
/// test can hold every one of them against the other.
/// </summary>
internal sealed class PlainSums
{
    private readonly SortedDictionary<string, (double Value, double Scale)> figures = new(StringComparer.Ordinal);

    /// <summary>A thousandth of the largest weight: what is lost of sums about means that are far from zero is a part of that.</summary>
    private readonly double least;

    private PlainSums(double largest = 0) => least = 1e-3 * largest;

    /// <summary>By definition.</summary>
    public static PlainSums Of(float[] weights, int columns)
    {
        var sums = new PlainSums(weights.Where(float.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
        var rows = weights.Chunk(columns).ToList();
        var finite = weights.Where(float.IsFinite).Select(w => (double)w).ToList();
        sums.Exact("nonFinite", weights.Length - finite.Count);
        sums.Of("weights", finite, withPowers: true);
        if (finite.Count > 0) sums.Order(finite);
        var finiteRows = rows.Select(r => r.Where(float.IsFinite).Select(w => (double)w).ToList()).Where(r => r.Count > 0).ToList();
        sums.Of("rows.means", [.. finiteRows.Select(r => r.Average())]);
        sums.Of("rows.stds", [.. finiteRows.Select(Std)]);
        sums.Of("rows.ranges", [.. finiteRows.Select(r => r.Max() - r.Min())]);
        sums.Groups(rows, finite.Count == 0 ? 0 : 0.05 * Std(finite));
        sums.Columns(rows, columns);
        sums.Exact("faulty", weights.Any(w => !float.IsFinite(w)) ? 1 : 0);
        sums.Exact("zeroRows", rows.Count(r => r.All(w => w == 0)));
        return sums;
    }

    /// <summary>As a scan gave them.</summary>
    public static PlainSums Of(TensorSums scanned)
    {
        var sums = new PlainSums();
        sums.Exact("nonFinite", scanned.NonFinite);
        sums.Take("weights", scanned.Weights, withPowers: true);
        if (scanned.Order is { } order)
        {
            for (var i = 0; i < order.Percentiles.Count; i++) sums.Exact($"percentile {WeightOrder.Percents[i]}", order.Percentiles[i]);
            sums.Exact("near zero", order.NearZero);
            sums.Exact("outliers", order.Outliers);
        }

        sums.Take("rows.means", scanned.ByRow!.Means);
        sums.Take("rows.stds", scanned.ByRow.Stds);
        sums.Take("rows.ranges", scanned.ByRow.Ranges);
        var groups = scanned.ByGroup!;
        sums.Take("groups.means", groups.Means);
        sums.Take("groups.stds", groups.Stds);
        sums.Take("groups.ranges", groups.Ranges);
        sums.Take("groups.offsets", groups.OffsetImportance);
        sums.Take("groups.intraRow", groups.IntraRowStd);
        for (var i = 0; i < 3; i++) sums.Exact($"groups.above {i}", groups.Above[i]);
        sums.Exact("groups.constant", groups.Constant);
        sums.Near("groups.error.none", groups.ErrorNoOffset, 0);
        sums.Near("groups.error.offset", groups.ErrorOffset, 0);
        sums.Near("groups.error.clamped", groups.ErrorClamped, 0);
        if (scanned.GroupOrder is { } signs)
        {
            if (signs.Median is { } median) sums.Exact("offsets.median", median);
            if (signs.P90 is { } p90) sums.Exact("offsets.p90", p90);
            sums.Exact("signs.positive", signs.Positive);
            sums.Exact("signs.negative", signs.Negative);
            sums.Exact("signs.near", signs.NearZero);
        }

        var byColumn = scanned.ByColumn!;
        for (var j = 0; j < byColumn.Counts.Length; j++)
        {
            sums.Exact($"column {j} count", byColumn.Counts[j]);
            sums.Near($"column {j} error", byColumn.SquaredError[j], 0);
            sums.Near($"column {j} mean", byColumn.Mean[j], 0);
            sums.Near($"column {j} m2", byColumn.M2[j], 0);
            sums.Near($"column {j} m4", byColumn.M4[j], 0);
        }

        sums.Exact("faulty", scanned.Faults!.Count > 0 ? 1 : 0);
        sums.Exact("zeroRows", scanned.ZeroRows!.Count);
        return sums;
    }

    /// <summary>All the same: what is exact to the bit, everything else beside its scale.</summary>
    public void MustBe(PlainSums found, double tolerance)
    {
        Assert.Equal(figures.Keys, found.figures.Keys);
        foreach (var (name, (expected, scale)) in figures)
        {
            var value = found.figures[name].Value;
            var room = tolerance * (Math.Abs(expected) + scale);
            var isSame = scale < 0 ? expected.Equals(value) : Math.Abs(expected - value) <= room;
            Assert.True(isSame, $"{name} is {value:R}, and should be {expected:R}{(scale < 0 ? "" : $" within {room:R}")}");
        }
    }

    private void Exact(string name, double value) => figures.Add(name, (value, -1));

    private void Near(string name, double value, double scale) => figures.Add(name, (value, scale));

    private void Of(string name, List<double> values, bool withPowers = false)
    {
        var moments = new Moments();
        if (values.Count > 0)
        {
            var mean = values.Average();
            double Power(int power) => values.Sum(v => Math.Pow(v - mean, power));
            moments = Moments.AboutPivot(values.Count, mean, 0, Power(2), Power(3), Power(4), values.Min() + 0.0, values.Max() + 0.0);
        }

        Take(name, moments, withPowers);
    }

    private void Take(string name, in Moments moments, bool withPowers = false)
    {
        Exact($"{name}.count", moments.Count);
        if (moments.Count == 0) return;
        var size = Math.Max(Math.Abs(moments.Min), Math.Abs(moments.Max));
        Near($"{name}.mean", moments.Mean, size);
        Near($"{name}.std", moments.Std, Math.Max(least, 1e-3 * size));
        if (withPowers)
        {
            Near($"{name}.m3", moments.M3, moments.Count * Math.Pow(size, 3) * 1e-3);
            Near($"{name}.m4", moments.M4, moments.Count * Math.Pow(size, 4) * 1e-3);
            Exact($"{name}.min", moments.Min);
            Exact($"{name}.max", moments.Max);
        }
        else
        {
            Near($"{name}.min", moments.Min, Math.Max(least, size));
            Near($"{name}.max", moments.Max, Math.Max(least, size));
        }
    }

    private void Order(List<double> finite)
    {
        var sorted = finite.Order().Select(v => v + 0.0).ToList();
        foreach (var percent in WeightOrder.Percents) Exact($"percentile {percent}", Percentile(sorted, percent));
        double mean = finite.Average(), std = Std(finite);
        Exact("near zero", finite.Count(v => Math.Abs(v) < 0.001 * std));
        Exact("outliers", finite.Count(v => Math.Abs(v - mean) > 6 * std));
    }

    private void Groups(List<float[]> rows, double threshold)
    {
        var perRow = rows.Select(r => r.Chunk(GroupSums.Size).Select(g => g.Where(float.IsFinite).Select(w => (double)w).ToList()).Where(g => g.Count > 0).ToList()).ToList();
        var groups = perRow.SelectMany(g => g).ToList();
        Of("groups.means", [.. groups.Select(Mean)]);
        Of("groups.stds", [.. groups.Select(Std)]);
        Of("groups.ranges", [.. groups.Select(Range)]);
        var offsets = groups.Where(g => Range(g) > GroupSums.LeastRange).Select(g => Math.Abs(Mean(g)) / Range(g)).ToList();
        Of("groups.offsets", offsets);
        Of("groups.intraRow", [.. perRow.Where(r => r.Count > 0).Select(r => Std([.. r.Select(Mean)]))]);
        for (var i = 0; i < 3; i++) Exact($"groups.above {i}", offsets.Count(o => o > (i + 1) / 10.0));
        Exact("groups.constant", groups.Count(g => Range(g) <= GroupSums.LeastRange && g.Exists(w => w != 0)));
        Near("groups.error.none", groups.Sum(g => Squares(g, (_, max) => (0, max))), Energy(groups));
        Near("groups.error.offset", groups.Sum(g => Squares(g, (min, max) => (min, max - min))), Energy(groups));
        Near("groups.error.clamped", groups.Sum(g => Squares(g, Proxy.Clamped)), Energy(groups));
        if (groups.Count == 0) return;
        var singles = offsets.Select(o => (double)(float)o).Order().ToList();
        if (singles.Count > 0) Exact("offsets.median", Percentile(singles, 50));
        if (singles.Count > 0) Exact("offsets.p90", Percentile(singles, 90));
        Exact("signs.positive", groups.Count(g => Mean(g) > threshold));
        Exact("signs.negative", groups.Count(g => Mean(g) < -threshold));
        Exact("signs.near", groups.Count(g => Math.Abs(Mean(g)) <= threshold));
    }

    private void Columns(List<float[]> rows, int columns)
    {
        for (var j = 0; j < columns; j++)
        {
            var error = 0.0;
            var column = new List<double>();
            foreach (var row in rows)
            {
                if (!float.IsFinite(row[j])) continue;
                column.Add(row[j]);
                var start = j / GroupSums.Size * GroupSums.Size;
                var group = row[start..Math.Min(columns, start + GroupSums.Size)].Where(float.IsFinite).Select(w => (double)w).ToList();
                if (Range(group) < GroupSums.LeastRange) continue;
                var (floor, range) = Proxy.Clamped(group.Min(), group.Max());
                error += Math.Pow(Proxy.Error(row[j], floor, range), 2);
            }

            var mean = column.Count == 0 ? 0 : column.Average();
            var size = column.Count == 0 ? 0 : column.Max(Math.Abs);
            Exact($"column {j} count", column.Count);
            Near($"column {j} error", error, 1e-4 * column.Sum(v => v * v));
            Near($"column {j} mean", mean, size);
            Near($"column {j} m2", column.Sum(v => Math.Pow(v - mean, 2)), column.Count * size * size * 1e-3);
            Near($"column {j} m4", column.Sum(v => Math.Pow(v - mean, 4)), column.Count * Math.Pow(size, 4) * 1e-3);
        }
    }

    private static double Energy(List<List<double>> groups) => 1e-4 * groups.Sum(g => g.Sum(w => w * w));

    private static double Squares(List<double> group, Func<double, double, (double Floor, double Range)> of)
    {
        if (Range(group) < GroupSums.LeastRange) return 0;
        var (floor, range) = of(group.Min(), group.Max());
        return group.Sum(w => Math.Pow(Proxy.Error(w, floor, range), 2));
    }

    /// <summary>Summed in their order, for comparisons with limits are exact.</summary>
    private static double Mean(List<double> values) => values.Aggregate(0.0, (a, b) => a + b) / values.Count;

    private static double Std(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Count);
    }

    private static double Range(List<double> values) => values.Max() - values.Min();

    /// <summary>NumPy's default, in its two forms.</summary>
    private static double Percentile(List<double> sorted, double percent)
    {
        var at = (sorted.Count - 1) * (percent / 100);
        var low = (int)Math.Floor(at);
        var high = Math.Min(low + 1, sorted.Count - 1);
        double part = at - low, a = sorted[low], b = sorted[high];
        return part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part);
    }
}
