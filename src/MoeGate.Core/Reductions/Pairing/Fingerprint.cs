using System.Numerics;
using System.Runtime.InteropServices;
using MoeGate.Models;

namespace MoeGate.Reductions.Pairing;

/// <summary>
/// A direction that tells one expert from another, whatever type it is stored in: some of its weights, scaled to length 1. Quantization
/// turns it by a little (to a cosine of 0.8 at 1.5 bits), and of two experts it is nearly at right angles.
/// </summary>
internal static class Fingerprint
{
    /// <summary>Weights to look at: chance alone makes a cosine of about 0.02 of so many.</summary>
    private const int Weights = 2048;

    /// <summary>A cosine, of either sign, that two experts do not have by chance.</summary>
    public const double Kin = 0.3;

    /// <summary>The direction of some rows in the middle; null where they are all 0 or not finite.</summary>
    public static float[]? Of(RowRuns rows, long columns, WeightSlice beside)
    {
        // The same weights on both sides, so whole blocks of both.
        var width = Math.Min(RowReader.Whole(rows.Type, columns, 2 * Weights), RowReader.Whole(beside.Entry.Type, columns, 2 * Weights));
        var count = (int)Math.Clamp(Weights / Math.Max(1, width), 1, rows.Rows);
        return Direction(RowReader.Read(rows, (rows.Rows - count) / 2, count, width));
    }

    /// <summary>Scaled to length 1; null where that cannot be.</summary>
    public static float[]? Direction(float[] weights)
    {
        var square = 0.0;
        foreach (var w in weights) square += (double)w * w;
        if (square == 0 || !double.IsFinite(square)) return null;
        var scale = 1 / Math.Sqrt(square);
        for (var i = 0; i < weights.Length; i++) weights[i] = (float)(weights[i] * scale);
        return weights;
    }

    /// <summary>The cosine of two directions.</summary>
    public static float Cosine(float[] a, float[] b)
    {
        var sum = Vector<float>.Zero;
        ReadOnlySpan<Vector<float>> x = MemoryMarshal.Cast<float, Vector<float>>(a.AsSpan()), y = MemoryMarshal.Cast<float, Vector<float>>(b.AsSpan());
        for (var i = 0; i < x.Length; i++) sum += x[i] * y[i];
        var cosine = Vector.Sum(sum);
        for (var i = x.Length * Vector<float>.Count; i < a.Length; i++) cosine += a[i] * b[i];
        return cosine;
    }

    /// <summary>For each direction the other that it is nearest to, of either sign; null where none is near, or there is no direction.</summary>
    /// <param name="candidate">One for each expert of the candidate.</param>
    /// <param name="reference">One for each expert of the reference.</param>
    /// <param name="own">Where equally near, the one at this place is preferred.</param>
    public static Near?[] Nearest(IReadOnlyList<float[]?> candidate, IReadOnlyList<float[]?> reference, Func<int, int> own, CancellationToken cancellation)
    {
        var nearest = new Near?[candidate.Count];
        for (var c = 0; c < nearest.Length; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (candidate[c] is not { } direction) continue;
            int best = -1, home = own(c);
            float most = 0;
            for (var r = 0; r < reference.Count; r++)
            {
                if (reference[r] is not { } other) continue;
                var cosine = Math.Abs(Cosine(direction, other));
                if (cosine > most || cosine == most && r == home) (best, most) = (r, cosine);
            }

            // Experts that are copies of each other differ by less than single precision.
            if (best >= 0 && home >= 0 && home < reference.Count && reference[home] is { } self && Math.Abs(Cosine(direction, self)) >= most - 1e-6f) best = home;
            if (most >= Kin) nearest[c] = new Near(best, most);
        }

        return nearest;
    }
}

/// <summary>The nearest direction, and how near it is.</summary>
internal readonly record struct Near(int Place, float Cosine);
