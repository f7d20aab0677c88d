using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>
/// A direction that tells one expert from another, whatever type it is stored in: some of its weights, scaled to length 1. Quantization
/// moves it by noise that has no direction of its own, and so the expert that a matrix came from is the one that it is least far from.
/// </summary>
internal static class Fingerprint
{
    /// <summary>Weights to look at: chance alone makes a cosine of about 0.02 of so many.</summary>
    private const int Weights = 2048;

    /// <summary>The squared distance of directions whose cosine is 0.3: two experts are not so near by chance, at 2.</summary>
    public const double Far = 1.4;

    /// <summary>The direction of some rows in the middle.</summary>
    /// <param name="rows">Of one expert.</param>
    /// <param name="columns">The length of a row.</param>
    /// <param name="beside">Rows that it is compared with, so that both are whole blocks.</param>
    public static Direction Of(RowRuns rows, long columns, WeightSlice beside)
    {
        var width = Math.Min(RowReader.Whole(rows.Type, columns, 2 * Weights), RowReader.Whole(beside.Entry.Type, columns, 2 * Weights));
        var count = (int)Math.Clamp(Weights / Math.Max(1, width), 1, rows.Rows);
        return Of(RowReader.Read(rows, (rows.Rows - count) / 2, count, width));
    }

    /// <summary>Scaled to length 1, where that can be.</summary>
    public static Direction Of(float[] weights)
    {
        var square = 0.0;
        foreach (var w in weights) square += (double)w * w;
        if (!double.IsFinite(square)) return new Direction(null, IsFinite: false);
        if (square == 0) return new Direction(null, IsFinite: true);
        var scale = 1 / Math.Sqrt(square);
        for (var i = 0; i < weights.Length; i++) weights[i] = (float)(weights[i] * scale);
        return new Direction(weights, IsFinite: true);
    }

    /// <summary>The squared distance of two directions, of either sign: 0 for the same, 2 at right angles.</summary>
    public static double Distance(float[] a, float[] b)
    {
        // Sixteen lanes whatever the machine has, so that it finds the same everywhere.
        Vector256<float> apart = default, apart2 = default, together = default, together2 = default;
        ReadOnlySpan<Vector256<float>> x = MemoryMarshal.Cast<float, Vector256<float>>(a.AsSpan()), y = MemoryMarshal.Cast<float, Vector256<float>>(b.AsSpan());
        var i = 0;
        for (; i + 1 < x.Length; i += 2)
        {
            Vector256<float> d = x[i] - y[i], d2 = x[i + 1] - y[i + 1], s = x[i] + y[i], s2 = x[i + 1] + y[i + 1];
            (apart, apart2) = (apart + d * d, apart2 + d2 * d2);
            (together, together2) = (together + s * s, together2 + s2 * s2);
        }

        double difference = Vector256.Sum(apart + apart2), sum = Vector256.Sum(together + together2);
        for (var k = i * Vector256<float>.Count; k < a.Length; k++)
        {
            double d = a[k] - (double)b[k], s = a[k] + (double)b[k];
            (difference, sum) = (difference + d * d, sum + s * s);
        }

        return Math.Min(difference, sum);
    }

    /// <summary>
    /// How much farther than the nearest another may seem and still be the true one. Noise of size n moves the difference of two squared
    /// distances by 2·n·δ ÷ √D, one standard deviation, where δ is how far the two are from each other and D how many weights are looked at.
    /// </summary>
    /// <param name="nearest">The squared distance of the nearest: the noise.</param>
    /// <param name="between">The squared distance of the two from each other.</param>
    /// <param name="weights">D.</param>
    public static double Margin(double nearest, double between, int weights) => 12 * Math.Sqrt(nearest * between / Math.Max(1, weights));
}

/// <summary>A direction; null where all weights are 0 or one is not finite.</summary>
internal readonly record struct Direction(float[]? Weights, bool IsFinite);
