using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using MoeGate.Blocks;

namespace MoeGate.Reductions;

/// <summary>
/// The moments of a run of weights. <see cref="Moments.Add"/> of each weight is the definition; the vectors below sum the same powers
/// about 0 in sixteen lanes, always the same lane for the same weight and always added up in the same order, so that the result
/// is the same to the last bit whatever the width of the machine's registers.
/// </summary>
public static class WeightMoments
{
    private const int Lanes = 16;

    /// <summary>How many bytes ahead of the loop memory is asked for: a page, which hardware prefetchers do not cross.</summary>
    private const int Ahead = 4096;

    /// <summary>The moments of the finite weights among these.</summary>
    /// <param name="weights">At most a few ten thousand; longer runs are merged from pieces.</param>
    /// <param name="nonFinite">How many weights are NaN or infinite.</param>
    public static Moments Of(ReadOnlySpan<float> weights, out long nonFinite)
    {
        nonFinite = 0;
        if (weights.Length < 2 * Lanes) return OneByOne(weights, out nonFinite);
        var whole = weights.Length / Lanes * Lanes;
        var moments = InLanes(weights[..whole]);
        if (!IsSound(moments)) return OneByOne(weights, out nonFinite);
        if (whole < weights.Length) moments.Merge(OneByOne(weights[whole..], out nonFinite));
        return moments;
    }

    /// <summary>The same of weights as they are stored, without a copy of them as floats.</summary>
    /// <inheritdoc cref="Of(ReadOnlySpan{float}, out long)"/>
    public static Moments Of(ReadOnlySpan<BF16> weights, out long nonFinite)
    {
        nonFinite = 0;
        var whole = weights.Length / (2 * Lanes) * (2 * Lanes);
        if (whole > 0 && InLanes(MemoryMarshal.Cast<BF16, ushort>(weights[..whole])) is var moments && IsSound(moments))
        {
            if (whole < weights.Length) moments.Merge(OneByOne(Decoded(weights[whole..]), out nonFinite));
            return moments;
        }

        return OneByOne(Decoded(weights), out nonFinite);
    }

    /// <summary>
    /// Whether powers about 0 have lost nothing that matters: all weights are finite, for a NaN or an infinity leaves their sum not
    /// finite and no sum of singles overflows a double; and they are not far from 0 beside their spread.
    /// </summary>
    private static bool IsSound(in Moments moments) => double.IsFinite(moments.Mean) && Math.Abs(moments.Mean) <= 8 * moments.Std;

    private static float[] Decoded(ReadOnlySpan<BF16> weights)
    {
        var decoded = new float[weights.Length];
        BF16.Decode(weights, decoded);
        return decoded;
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe Moments InLanes(ReadOnlySpan<float> weights)
    {
        fixed (float* start = weights)
        {
            Vector512<double> low1 = default, low2 = default, low3 = default, low4 = default;
            Vector512<double> high1 = default, high2 = default, high3 = default, high4 = default;
            var min = Wide.Load(start);
            var max = min;
            for (float* at = start, end = start + weights.Length; at < end; at += Lanes)
            {
                if (Sse.IsSupported) Sse.Prefetch0((byte*)at + Ahead);
                var x = Wide.Load(at);
                min = Wide.Min(min, x);
                max = Wide.Max(max, x);
                var (low, high) = Wide.Widen(x);
                var lowSquare = Wide.Multiply(low, low);
                var highSquare = Wide.Multiply(high, high);
                low1 = Wide.Add(low1, low);
                high1 = Wide.Add(high1, high);
                low2 = Wide.Add(low2, lowSquare);
                high2 = Wide.Add(high2, highSquare);
                low3 = Wide.MultiplyAdd(lowSquare, low, low3);
                high3 = Wide.MultiplyAdd(highSquare, high, high3);
                low4 = Wide.MultiplyAdd(lowSquare, lowSquare, low4);
                high4 = Wide.MultiplyAdd(highSquare, highSquare, high4);
            }

            return Moments.AboutPivot(
                weights.Length, 0, Sum(low1, high1), Sum(low2, high2), Sum(low3, high3), Sum(low4, high4), Extreme(min, least: true), Extreme(max, least: false));
        }
    }

    /// <summary>
    /// Half as many bytes to a weight ask for fewer operations: extremes are taken of 32 weights at a time as whole numbers, among which
    /// the largest with a sign is the greatest weight and the largest without one the least, if weights of both signs are there.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe Moments InLanes(ReadOnlySpan<ushort> weights)
    {
        fixed (ushort* start = weights)
        {
            Vector512<double> low1 = default, low2 = default, low3 = default, low4 = default;
            Vector512<double> high1 = default, high2 = default, high3 = default, high4 = default;
            var greatest = Vector512.Create(short.MinValue);
            var least = Vector512<ushort>.Zero;
            for (ushort* at = start, end = start + weights.Length; at < end; at += 2 * Lanes)
            {
                if (Sse.IsSupported) Sse.Prefetch0((byte*)at + Ahead);
                var bits = Wide.Load(at);
                greatest = Wide.Max(greatest, bits.AsInt16());
                least = Wide.Max(least, bits);
                var (first, second) = Wide.FromBFloat16(bits);
                for (var half = 0; half < 2; half++)
                {
                    var (low, high) = Wide.Widen(half == 0 ? first : second);
                    var lowSquare = Wide.Multiply(low, low);
                    var highSquare = Wide.Multiply(high, high);
                    low1 = Wide.Add(low1, low);
                    high1 = Wide.Add(high1, high);
                    low2 = Wide.Add(low2, lowSquare);
                    high2 = Wide.Add(high2, highSquare);
                    low3 = Wide.MultiplyAdd(lowSquare, low, low3);
                    high3 = Wide.MultiplyAdd(highSquare, high, high3);
                    low4 = Wide.MultiplyAdd(lowSquare, lowSquare, low4);
                    high4 = Wide.MultiplyAdd(highSquare, highSquare, high4);
                }
            }

            var (min, max) = Extremes(weights, least, greatest);
            return Moments.AboutPivot(weights.Length, 0, Sum(low1, high1), Sum(low2, high2), Sum(low3, high3), Sum(low4, high4), min, max);
        }
    }

    private static (double Min, double Max) Extremes(ReadOnlySpan<ushort> weights, Vector512<ushort> least, Vector512<short> greatest)
    {
        ushort negative = 0;
        short positive = short.MinValue;
        for (var lane = 0; lane < Vector512<ushort>.Count; lane++)
        {
            negative = Math.Max(negative, least[lane]);
            positive = Math.Max(positive, greatest[lane]);
        }

        if (negative >> 15 == 1 && positive >= 0) return (Value(negative) + 0.0, Value((ushort)positive) + 0.0);

        // All of one sign: their magnitudes order them.
        var nearest = ushort.MaxValue;
        foreach (var weight in weights) nearest = Math.Min(nearest, weight);
        return negative >> 15 == 1 ? (Value(negative) + 0.0, Value(nearest) + 0.0) : (Value(nearest) + 0.0, Value(negative) + 0.0);
    }

    private static float Value(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    /// <summary>Always in the same order: neighbours, then pairs, then halves.</summary>
    private static double Sum(Vector512<double> low, Vector512<double> high)
    {
        var both = Wide.Add(low, high);
        return ((both[0] + both[1]) + (both[2] + both[3])) + ((both[4] + both[5]) + (both[6] + both[7]));
    }

    /// <summary>Adding zero makes −0 and +0 one value, for machines differ in which of them is the smaller.</summary>
    private static double Extreme(Vector512<float> lanes, bool least)
    {
        var eight = least ? Vector256.MinNative(lanes.GetLower(), lanes.GetUpper()) : Vector256.MaxNative(lanes.GetLower(), lanes.GetUpper());
        var four = least ? Vector128.MinNative(eight.GetLower(), eight.GetUpper()) : Vector128.MaxNative(eight.GetLower(), eight.GetUpper());
        return (least ? MathF.Min(MathF.Min(four[0], four[1]), MathF.Min(four[2], four[3])) : MathF.Max(MathF.Max(four[0], four[1]), MathF.Max(four[2], four[3]))) + 0.0;
    }
}
