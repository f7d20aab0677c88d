using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// Running figures of each dimension over the tokens: mean and spread by Welford's update, for the first token is often far from the
/// others and no pivot. Dimensions stand side by side in vectors and never meet, so the width of vectors changes nothing.
/// </summary>
internal sealed class DimensionSums
{
    private readonly int length;
    private readonly double[] count;
    private readonly double[] mean;
    private readonly double[] m2;
    private readonly double[] square;
    private readonly double[] negative;
    private readonly double[] greatest;
    private readonly double[] token;

    public DimensionSums(int dimensions)
    {
        length = dimensions;

        // Whole vectors; what is beyond the last dimension is never read.
        var room = (dimensions + 7) / 8 * 8;
        (count, mean, m2, square) = (new double[room], new double[room], new double[room], new double[room]);
        (negative, greatest, token) = (new double[room], new double[room], new double[room]);
    }

    public void Add(ReadOnlySpan<float> values, bool isFinite)
    {
        if (!isFinite && !ActivationReduction.AllFinite(values))
        {
            for (var j = 0; j < values.Length; j++)
                if (float.IsFinite(values[j]))
                    Add(j, values[j]);
            return;
        }

        var eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var x = Vectors(token);
        for (var j = 0; j < eights.Length; j++) (x[2 * j], x[2 * j + 1]) = Vector256.Widen(eights[j]);
        for (var j = eights.Length * Vector256<float>.Count; j < values.Length; j++) token[j] = values[j];
        var n = Vectors(count)[..x.Length];
        var means = Vectors(mean)[..x.Length];
        var spreads = Vectors(m2)[..x.Length];
        var squares = Vectors(square)[..x.Length];
        var negatives = Vectors(negative)[..x.Length];
        var most = Vectors(greatest)[..x.Length];
        for (var j = 0; j < x.Length; j++)
        {
            var value = x[j];
            n[j] += Vector256<double>.One;
            var delta = value - means[j];
            means[j] += delta / n[j];
            spreads[j] += delta * (value - means[j]);
            squares[j] += value * value;
            negatives[j] += Vector256.LessThan(value, Vector256<double>.Zero) & Vector256<double>.One;
            most[j] = Vector256.Max(most[j], Vector256.Abs(value));
        }
    }

    /// <summary>The definition, for one dimension.</summary>
    private void Add(int j, double value)
    {
        count[j]++;
        var delta = value - mean[j];
        mean[j] += delta / count[j];
        m2[j] += delta * (value - mean[j]);
        square[j] += value * value;
        if (value < 0) negative[j]++;
        greatest[j] = Math.Max(greatest[j], Math.Abs(value));
    }

    public double[] MeanSquare() => PerCount(square);

    public double[] Mean() => [.. mean.Select((m, j) => count[j] == 0 ? double.NaN : m).Take(length)];

    public double[] Std() => [.. PerCount(m2).Select(Math.Sqrt)];

    public double[] Negative() => PerCount(negative);

    /// <summary>The dimensions with a magnitude above a bound.</summary>
    public IReadOnlyList<int> Above(double bound) => [.. Enumerable.Range(0, length).Where(j => greatest[j] > bound)];

    private double[] PerCount(double[] sums) => [.. sums.Take(length).Select((s, j) => s / count[j])];

    private static Span<Vector256<double>> Vectors(double[] numbers) => MemoryMarshal.Cast<double, Vector256<double>>(numbers.AsSpan());
}
