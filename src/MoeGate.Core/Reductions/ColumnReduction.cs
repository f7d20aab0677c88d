using System.Runtime.Intrinsics;
using MoeGate.Reductions.Kernels;

namespace MoeGate.Reductions;

/// <summary>
/// Sums down the columns: the squared error of the clamped 4-level proxy, and powers of the weights about the column's first finite
/// weight. Rows come whole, or in runs of whole groups from the left to the right.
/// </summary>
/// <param name="columns">The length of a row.</param>
internal sealed class ColumnReduction(int columns)
{
    private readonly double[] error = new double[columns];
    private readonly double[] pivot = new double[columns];
    private readonly double[] s1 = new double[columns];
    private readonly double[] s2 = new double[columns];
    private readonly double[] s3 = new double[columns];
    private readonly double[] s4 = new double[columns];
    private readonly long[] counts = new long[columns];

    /// <summary>Sums that somebody else made of some rows.</summary>
    public static ColumnReduction Of(ReadOnlySpan<ProxyColumnSums> sums)
    {
        var reduction = new ColumnReduction(sums.Length);
        for (var j = 0; j < sums.Length; j++)
        {
            ref readonly var column = ref sums[j].Weights;
            reduction.error[j] = sums[j].Error;
            (reduction.counts[j], reduction.pivot[j]) = (column.Count, column.Pivot);
            (reduction.s1[j], reduction.s2[j], reduction.s3[j], reduction.s4[j]) = (column.S1, column.S2, column.S3, column.S4);
        }

        return reduction;
    }

    /// <summary>Takes in a run of one row.</summary>
    /// <param name="weights">Whole groups; only the last run of a row may end in a shorter one.</param>
    /// <param name="column">The column of the first of them.</param>
    public void Add(ReadOnlySpan<float> weights, int column)
    {
        for (var at = 0; at < weights.Length; at += GroupSums.Size)
        {
            var length = Math.Min(GroupSums.Size, weights.Length - at);
            AddGroup(weights.Slice(at, length), column + at);
        }
    }

    /// <summary>The sums so far.</summary>
    public ColumnSums ToSums()
    {
        double[] mean = new double[columns], m2 = new double[columns], m4 = new double[columns];
        for (var j = 0; j < columns; j++)
        {
            if (counts[j] == 0) continue;
            var moments = Moments.AboutPivot(counts[j], pivot[j], s1[j], s2[j], s3[j], s4[j], 0, 0);
            (mean[j], m2[j], m4[j]) = (moments.Mean, moments.M2, moments.M4);
        }

        return new ColumnSums([.. error], mean, m2, m4, [.. counts]);
    }

    /// <summary>Joins the sums of rows that come after those of this one.</summary>
    public void Merge(ColumnReduction later)
    {
        for (var j = 0; j < columns; j++)
        {
            error[j] += later.error[j];
            if (later.counts[j] == 0) continue;
            if (counts[j] == 0)
            {
                (pivot[j], s1[j], s2[j], s3[j], s4[j], counts[j]) = (later.pivot[j], later.s1[j], later.s2[j], later.s3[j], later.s4[j], later.counts[j]);
                continue;
            }

            // (x − p) = (x − q) + d, with q the later pivot and d = q − p.
            double d = later.pivot[j] - pivot[j], n = later.counts[j];
            double t1 = later.s1[j], t2 = later.s2[j], t3 = later.s3[j], t4 = later.s4[j];
            s1[j] += t1 + n * d;
            s2[j] += t2 + 2 * d * t1 + n * d * d;
            s3[j] += t3 + 3 * d * t2 + 3 * d * d * t1 + n * d * d * d;
            s4[j] += t4 + 4 * d * t3 + 6 * d * d * t2 + 4 * d * d * d * t1 + n * d * d * d * d;
            counts[j] += later.counts[j];
        }
    }

    private void AddGroup(ReadOnlySpan<float> group, int column)
    {
        float min = float.PositiveInfinity, max = float.NegativeInfinity;
        var finite = true;
        foreach (var w in group)
        {
            if (!float.IsFinite(w))
            {
                finite = false;
                continue;
            }

            min = MathF.Min(min, w);
            max = MathF.Max(max, w);
        }

        if (min > max) return;
        var judged = (double)max - min >= GroupSums.LeastRange;
        var (floor, range) = Proxy.Clamped(min, max);
        var start = 0;
        if (finite)
        {
            var about = Vector256.Create(floor);
            var step = Vector256.Create(judged ? range / 3 : 0);
            var divisor = Vector256.Create(range == 0 ? double.PositiveInfinity : range / 3);
            for (; start <= group.Length - 4; start += 4)
            {
                var x = Vector256.Create((double)group[start], group[start + 1], group[start + 2], group[start + 3]);
                var at = column + start;
                Powers(x, at);
                if (!judged) continue;
                var above = x - about;
                var level = Vector256.MinNative(Vector256.MaxNative(Vector256.Round(above / divisor), Vector256<double>.Zero), Vector256.Create(3.0));
                var e = step * level - above;
                (Vector256.Create(error, at) + e * e).CopyTo(error, at);
            }
        }

        for (; start < group.Length; start++)
        {
            if (!float.IsFinite(group[start])) continue;
            var at = column + start;
            Power(group[start], at);
            if (!judged) continue;
            var e = Proxy.Error(group[start], floor, range);
            error[at] += e * e;
        }
    }

    private void Power(double x, int at)
    {
        if (counts[at]++ == 0) pivot[at] = x;
        var d = x - pivot[at];
        s1[at] += d;
        s2[at] += d * d;
        s3[at] += d * d * d;
        s4[at] += d * d * (d * d);
    }

    /// <summary>Four columns at once; each does what one does.</summary>
    private void Powers(Vector256<double> x, int at)
    {
        for (var i = 0; i < 4; i++)
            if (counts[at + i]++ == 0)
                pivot[at + i] = x[i];
        var d = x - Vector256.Create(pivot, at);
        var square = d * d;
        (Vector256.Create(s1, at) + d).CopyTo(s1, at);
        (Vector256.Create(s2, at) + square).CopyTo(s2, at);
        (Vector256.Create(s3, at) + square * d).CopyTo(s3, at);
        (Vector256.Create(s4, at) + square * square).CopyTo(s4, at);
    }
}
