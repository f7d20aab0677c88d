using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Reductions;

/// <summary>
/// The moments of a run of weights. <see cref="Moments.Add"/> of each weight is the definition; the vectors below sum the same powers about a
/// pivot in sixteen lanes, always the same lane for the same weight and always added up in the same order, so that the result is
/// the same to the last bit whatever the width of the machine's registers.
/// </summary>
public static class WeightMoments
{
    private const int Lanes = 16;

    /// <summary>How many weights ahead of the loop memory is asked for: a page of 4 KiB, which hardware prefetchers do not cross.</summary>
    private const int Ahead = 1024;

    /// <summary>The moments of the finite weights among these.</summary>
    /// <param name="weights">At most a few ten thousand; longer runs are merged from pieces.</param>
    /// <param name="nonFinite">How many weights are NaN or infinite.</param>
    public static Moments Of(ReadOnlySpan<float> weights, out long nonFinite)
    {
        nonFinite = 0;
        if (weights.Length < 2 * Lanes) return OneByOne(weights, out nonFinite);
        var whole = weights.Length / Lanes * Lanes;
        var moments = InLanes(weights[..whole]);

        // A NaN or an infinity anywhere leaves the sum not finite, for no sum of singles overflows a double.
        if (!double.IsFinite(moments.Mean)) return OneByOne(weights, out nonFinite);
        if (whole < weights.Length)
        {
            var rest = OneByOne(weights[whole..], out nonFinite);
            moments.Merge(rest);
        }

        return moments;
    }

    private static Moments OneByOne(ReadOnlySpan<float> weights, out long nonFinite)
    {
        var moments = new Moments();
        nonFinite = 0;
        foreach (var weight in weights)
        {
            if (float.IsFinite(weight)) moments.Add(weight);
            else nonFinite++;
        }

        return moments;
    }

    private static unsafe Moments InLanes(ReadOnlySpan<float> weights)
    {
        // Near enough to the mean to lose nothing: a mean of n of N numbers is within √(N/n) standard deviations of theirs.
        var near = 0.0;
        foreach (var weight in weights[..Lanes]) near += weight;
        near /= Lanes;

        var pivot = Vector512.Create(near);
        Vector512<double> low1 = default, low2 = default, low3 = default, low4 = default;
        Vector512<double> high1 = default, high2 = default, high3 = default, high4 = default;
        var min = Vector512.Create(float.PositiveInfinity);
        var max = Vector512.Create(float.NegativeInfinity);
        fixed (float* start = weights)
        {
            for (float* at = start, end = start + weights.Length; at < end; at += Lanes)
            {
                if (Sse.IsSupported) Sse.Prefetch0(at + Ahead);
                var x = Vector512.Load(at);
                min = Vector512.MinNative(min, x);
                max = Vector512.MaxNative(max, x);
                var (low, high) = Vector512.Widen(x);
                low -= pivot;
                high -= pivot;
                var lowSquare = low * low;
                var highSquare = high * high;
                low1 += low;
                high1 += high;
                low2 += lowSquare;
                high2 += highSquare;
                low3 = Vector512.FusedMultiplyAdd(lowSquare, low, low3);
                high3 = Vector512.FusedMultiplyAdd(highSquare, high, high3);
                low4 = Vector512.FusedMultiplyAdd(lowSquare, lowSquare, low4);
                high4 = Vector512.FusedMultiplyAdd(highSquare, highSquare, high4);
            }
        }

        return Moments.AboutPivot(
            weights.Length, near, Sum(low1, high1), Sum(low2, high2), Sum(low3, high3), Sum(low4, high4), Extreme(min, least: true), Extreme(max, least: false));
    }

    /// <summary>Lane by lane, in their order.</summary>
    private static double Sum(Vector512<double> low, Vector512<double> high)
    {
        var both = low + high;
        var sum = both[0];
        for (var lane = 1; lane < Vector512<double>.Count; lane++) sum += both[lane];
        return sum;
    }

    /// <summary>Adding zero makes −0 and +0 one value, for machines differ in which of them is the smaller.</summary>
    private static double Extreme(Vector512<float> lanes, bool least)
    {
        var extreme = lanes[0];
        for (var lane = 1; lane < Lanes; lane++) extreme = least ? MathF.Min(extreme, lanes[lane]) : MathF.Max(extreme, lanes[lane]);
        return extreme + 0.0;
    }
}
