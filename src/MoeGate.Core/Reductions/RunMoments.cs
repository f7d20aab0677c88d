using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// Moments of a run of finite floats in two passes: the mean, then power sums about it. Eight sums run side by side, each of every
/// eighth value, and are added in a fixed order; so the result is the same on every machine.
/// </summary>
internal static class RunMoments
{
    /// <param name="values">At least one.</param>
    public static Moments Of(ReadOnlySpan<float> values)
    {
        var eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var rest = values[(eights.Length * Vector256<float>.Count)..];
        Vector256<double> low = default, high = default;
        Vector256<float> least = Vector256.Create(float.PositiveInfinity), most = Vector256.Create(float.NegativeInfinity);
        foreach (var eight in eights)
        {
            var (a, b) = Vector256.Widen(eight);
            low += a;
            high += b;
            least = Vector256.Min(least, eight);
            most = Vector256.Max(most, eight);
        }

        double sum = Sum(low, high), min = double.PositiveInfinity, max = double.NegativeInfinity;
        for (var i = 0; i < Vector256<float>.Count; i++) (min, max) = (Math.Min(min, least[i]), Math.Max(max, most[i]));
        foreach (var value in rest)
        {
            sum += value;
            min = Math.Min(min, value);
            max = Math.Max(max, value);
        }

        var mean = sum / values.Length;
        var about = Vector256.Create(mean);
        Vector256<double> low1 = default, high1 = default, low2 = default, high2 = default, low3 = default, high3 = default, low4 = default, high4 = default;
        foreach (var eight in eights)
        {
            var (a, b) = Vector256.Widen(eight);
            a -= about;
            b -= about;
            Vector256<double> aa = a * a, bb = b * b;
            low1 += a;
            high1 += b;
            low2 += aa;
            high2 += bb;
            low3 += aa * a;
            high3 += bb * b;
            low4 += aa * aa;
            high4 += bb * bb;
        }

        double s1 = Sum(low1, high1), s2 = Sum(low2, high2), s3 = Sum(low3, high3), s4 = Sum(low4, high4);
        foreach (var value in rest)
        {
            double d = value - mean, dd = d * d;
            s1 += d;
            s2 += dd;
            s3 += dd * d;
            s4 += dd * dd;
        }

        return Moments.AboutPivot(values.Length, mean, s1, s2, s3, s4, min, max);
    }

    private static double Sum(Vector256<double> low, Vector256<double> high)
    {
        var four = low + high;
        return (four[0] + four[1]) + (four[2] + four[3]);
    }
}
