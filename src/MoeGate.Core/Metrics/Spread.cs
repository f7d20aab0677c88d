using System.Globalization;
using MoeGate.Reductions;

namespace MoeGate.Metrics;

/// <summary>Figures of many numbers: what families of metrics over columns, dimensions and super-blocks share.</summary>
public static class Spread
{
    public static Moments Of(IEnumerable<double> values)
    {
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);
        return moments;
    }

    /// <summary>Population std ÷ mean of numbers that are not negative.</summary>
    /// <param name="zero">What to say where all are 0.</param>
    public static Reading Cv(IEnumerable<double> values, string zero)
    {
        var moments = Of(values);
        return moments.Mean == 0 ? Reading.NotApplicable(zero) : moments.Std / moments.Mean;
    }

    /// <summary>The indices of the greatest numbers, greatest first; of equal ones the lowest index first.</summary>
    public static IReadOnlyList<int> Greatest(double[] values, int count) => [.. Enumerable.Range(0, values.Length).OrderByDescending(i => values[i]).Take(count)];

    /// <summary>The indices of the least numbers, least first; of equal ones the lowest index first.</summary>
    public static IReadOnlyList<int> Least(double[] values, int count) => [.. Enumerable.Range(0, values.Length).OrderBy(i => values[i]).Take(count)];

    /// <summary>The first of some indices as a reading: its value, its number, and all of them as items.</summary>
    public static Reading First(IReadOnlyList<int> indices, Func<int, double> value) => Reading.Of(value(indices[0])) with
    {
        At = Number(indices[0]),
        Items = [.. indices.Where(i => double.IsFinite(value(i))).Select(i => new Item(Number(i), value(i)))],
    };

    /// <summary>What share of the sum of numbers, none of them negative, the greatest of them hold; even shares are expected.</summary>
    /// <param name="zero">What to say where all are 0.</param>
    public static Reading Share(double[] values, int count, string zero)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        double rest = 0, top = 0;
        foreach (var value in sorted.AsSpan(0, sorted.Length - count)) rest += value;
        foreach (var value in sorted.AsSpan(sorted.Length - count)) top += value;
        return rest + top == 0 ? Reading.NotApplicable(zero) : Reading.Of(top / (rest + top)) with { Expected = (double)count / values.Length };
    }

    /// <summary>Pearson's correlation.</summary>
    /// <param name="flat">What to say where one of the two does not vary.</param>
    public static Reading Correlation(double[] x, double[] y, string flat)
    {
        if (x.Max() == x.Min() || y.Max() == y.Min()) return Reading.NotApplicable(flat);

        double meanX = x.Average(), meanY = y.Average(), xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            double dx = x[i] - meanX, dy = y[i] - meanY;
            xy += dx * dy;
            xx += dx * dx;
            yy += dy * dy;
        }

        return Reading.Of(Math.Clamp(xy / (Math.Sqrt(xx) * Math.Sqrt(yy)), -1, 1)) with { Expected = 0 };
    }

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
