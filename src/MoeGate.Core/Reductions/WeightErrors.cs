using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// The errors of a run of weights. <see cref="OneByOne"/> is the definition; the vectors sum the same products in eight lanes of
/// doubles, always the same lane for the same weight and always added up in the same order, so that the result is the same to the last
/// bit whatever the width of the machine's registers.
/// </summary>
public static class WeightErrors
{
    private const int Lanes = 16;

    /// <summary>The sums over a run of weights, all of one row.</summary>
    /// <param name="reference">The weights as they were.</param>
    /// <param name="candidate">As many, as they are.</param>
    /// <param name="nonFinite">Pairs of which either is NaN or infinite; they are in no sum.</param>
    public static ErrorSums Of(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, out long nonFinite)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(candidate.Length, reference.Length, nameof(candidate));
        nonFinite = 0;
        var whole = reference.Length / Lanes * Lanes;
        if (whole == 0) return OneByOne(reference, candidate, out nonFinite);
        var sums = InLanes(reference[..whole], candidate[..whole]);

        // A NaN or an infinity leaves a sum of squares not finite, and no square of a single overflows a double.
        if (!double.IsFinite(sums.Reference) || !double.IsFinite(sums.Candidate)) return OneByOne(reference, candidate, out nonFinite);
        return whole == reference.Length ? sums : sums.With(OneByOne(reference[whole..], candidate[whole..], out nonFinite));
    }

    /// <summary>Σp·e² and Σp·w² of the pairs of finite weights in a run.</summary>
    /// <param name="power">p of each column of the run.</param>
    public static WeightedErrors Weighted(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, ReadOnlySpan<double> power)
    {
        // What is not finite stays so in a sum of squares: times a power of 0 it is NaN.
        var sums = WeightedInLanes(reference, candidate, power);
        return double.IsFinite(sums.Error) && double.IsFinite(sums.Reference) ? sums : WeightedOneByOne(reference, candidate, power);
    }

    private static WeightedErrors WeightedOneByOne(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, ReadOnlySpan<double> power)
    {
        double errors = 0, energies = 0;
        for (var i = 0; i < reference.Length; i++)
        {
            double w = reference[i], e = candidate[i] - w;
            if (double.IsFinite(e)) (errors, energies) = (errors + e * e * power[i], energies + w * w * power[i]);
        }

        return new WeightedErrors(errors, energies, 0);
    }

    private static WeightedErrors WeightedInLanes(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, ReadOnlySpan<double> power)
    {
        Vector256<double> error = default, energy = default;
        var i = 0;
        for (; i <= reference.Length - 4; i += 4)
        {
            var w = Vector256.Create(reference[i], reference[i + 1], reference[i + 2], (double)reference[i + 3]);
            var e = Vector256.Create(candidate[i], candidate[i + 1], candidate[i + 2], (double)candidate[i + 3]) - w;
            var p = Vector256.Create(power.Slice(i, 4));
            error += e * e * p;
            energy += w * w * p;
        }

        double errors = Sum(error), energies = Sum(energy);
        for (; i < reference.Length; i++)
        {
            double w = reference[i], e = candidate[i] - w;
            (errors, energies) = (errors + e * e * power[i], energies + w * w * power[i]);
        }

        return new WeightedErrors(errors, energies, 0);
    }

    internal static ErrorSums OneByOne(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, out long nonFinite)
    {
        nonFinite = 0;
        var sums = default(ErrorSums);
        for (var i = 0; i < reference.Length; i++)
        {
            double w = reference[i], c = candidate[i], e = c - w;
            if (double.IsFinite(w) && double.IsFinite(c)) sums = sums.With(new ErrorSums(1, e * e, w * w, c * c, w * c, e, w, 0, Math.Abs(e)));
            else nonFinite++;
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe ErrorSums InLanes(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate)
    {
        fixed (float* ours = reference, theirs = candidate)
        {
            // Two sets of lanes, for the first and the last eight of every sixteen: additions wait for each other only within one.
            Vector512<double> square = default, energy = default, stored = default, product = default, sum = default, moved = default, spread = default, largest = default, least = default;
            Vector512<double> square2 = default, energy2 = default, stored2 = default, product2 = default, sum2 = default, moved2 = default, spread2 = default;

            // Spread is measured from the first weight, so that weights around something else than 0 do not drown it.
            var first = Vector512.Create((double)reference[0]);
            for (var i = 0; i < reference.Length; i += Lanes)
            {
                var (w, w2) = Wide.Widen(Wide.Load(ours + i));
                var (c, c2) = Wide.Widen(Wide.Load(theirs + i));
                var e = Wide.Subtract(c, w);
                var e2 = Wide.Subtract(c2, w2);
                square = Wide.MultiplyAdd(e, e, square);
                square2 = Wide.MultiplyAdd(e2, e2, square2);
                energy = Wide.MultiplyAdd(w, w, energy);
                energy2 = Wide.MultiplyAdd(w2, w2, energy2);
                stored = Wide.MultiplyAdd(c, c, stored);
                stored2 = Wide.MultiplyAdd(c2, c2, stored2);
                product = Wide.MultiplyAdd(w, c, product);
                product2 = Wide.MultiplyAdd(w2, c2, product2);
                sum = Wide.Add(sum, e);
                sum2 = Wide.Add(sum2, e2);
                var d = Wide.Subtract(w, first);
                var d2 = Wide.Subtract(w2, first);
                moved = Wide.Add(moved, d);
                moved2 = Wide.Add(moved2, d2);
                spread = Wide.MultiplyAdd(d, d, spread);
                spread2 = Wide.MultiplyAdd(d2, d2, spread2);
                largest = Wide.Max(largest, Wide.Max(e, e2));
                least = Wide.Min(least, Wide.Min(e, e2));
            }

            var mean = Sum(moved, moved2) / reference.Length;
            return new ErrorSums(
                reference.Length, Sum(square, square2), Sum(energy, energy2), Sum(stored, stored2), Sum(product, product2), Sum(sum, sum2),
                reference[0] + mean, Math.Max(0, Sum(spread, spread2) - mean * mean * reference.Length), Largest(largest, least));
        }
    }

    /// <summary>Always in the same order: neighbours, then pairs, then halves.</summary>
    private static double Sum(Vector512<double> low, Vector512<double> high)
    {
        var both = Wide.Add(low, high);
        return ((both[0] + both[1]) + (both[2] + both[3])) + ((both[4] + both[5]) + (both[6] + both[7]));
    }

    private static double Sum(Vector256<double> lanes) => (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);

    private static double Largest(Vector512<double> largest, Vector512<double> least)
    {
        var size = 0.0;
        for (var i = 0; i < Vector512<double>.Count; i++) size = Math.Max(size, Math.Max(largest[i], -least[i]));
        return size;
    }
}
