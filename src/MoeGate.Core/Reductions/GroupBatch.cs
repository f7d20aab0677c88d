using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Reductions;

/// <summary>
/// Sixteen whole groups at once, one to a lane: their sixteen weights are turned so that lane g of vector i holds weight i of group g.
/// Then every figure of a group is plain arithmetic in its lane, with no sums across lanes, in the order of the weights: the same
/// operations in the same order as for one group alone.
/// </summary>
internal static unsafe class GroupBatch
{
    /// <summary>Groups to a batch.</summary>
    public const int Groups = 16;

    /// <summary>Weights to a batch.</summary>
    public const int Weights = Groups * GroupSums.Size;

    /// <summary>Turns 16 groups of 16 weights into 16 vectors of 16 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn(float* groups, float* lanes)
    {
        if (Avx.IsSupported)
        {
            for (var half = 0; half < 2; half++)
            {
                Turn8x8(groups + half * 8 * GroupSums.Size, lanes + half * 8);
                Turn8x8(groups + half * 8 * GroupSums.Size + 8, lanes + half * 8 + 8 * Groups);
            }
        }
        else
        {
            for (var g = 0; g < Groups; g++)
                for (var i = 0; i < GroupSums.Size; i++)
                    lanes[i * Groups + g] = groups[g * GroupSums.Size + i];
        }
    }

    /// <summary>Extremes and sums of the sixteen groups.</summary>
    /// <param name="lanes">As <see cref="Turn"/> left them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum(float* lanes, out Vector512<float> min, out Vector512<float> max, out Vector512<double> low, out Vector512<double> high)
    {
        min = max = Wide.Load(lanes);
        (low, high) = Wide.Widen(min);
        for (var i = 1; i < GroupSums.Size; i++)
        {
            var x = Wide.Load(lanes + i * Groups);
            min = Wide.Min(min, x);
            max = Wide.Max(max, x);
            var (a, b) = Wide.Widen(x);
            low = Wide.Add(low, a);
            high = Wide.Add(high, b);
        }
    }

    /// <summary>Whether every lane is a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFinite(Vector512<double> lanes) => Vector512.EqualsAll(Wide.Subtract(lanes, lanes), Vector512<double>.Zero);

    /// <summary>A transposition in three steps of eight: pairs, quads, halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn8x8(float* from, float* to)
    {
        const int stride = GroupSums.Size;
        var r0 = Vector256.Load(from);
        var r1 = Vector256.Load(from + stride);
        var r2 = Vector256.Load(from + 2 * stride);
        var r3 = Vector256.Load(from + 3 * stride);
        var r4 = Vector256.Load(from + 4 * stride);
        var r5 = Vector256.Load(from + 5 * stride);
        var r6 = Vector256.Load(from + 6 * stride);
        var r7 = Vector256.Load(from + 7 * stride);
        var a0 = Avx.UnpackLow(r0, r1);
        var a1 = Avx.UnpackHigh(r0, r1);
        var a2 = Avx.UnpackLow(r2, r3);
        var a3 = Avx.UnpackHigh(r2, r3);
        var a4 = Avx.UnpackLow(r4, r5);
        var a5 = Avx.UnpackHigh(r4, r5);
        var a6 = Avx.UnpackLow(r6, r7);
        var a7 = Avx.UnpackHigh(r6, r7);
        var b0 = Avx.Shuffle(a0, a2, 0x44);
        var b1 = Avx.Shuffle(a0, a2, 0xee);
        var b2 = Avx.Shuffle(a1, a3, 0x44);
        var b3 = Avx.Shuffle(a1, a3, 0xee);
        var b4 = Avx.Shuffle(a4, a6, 0x44);
        var b5 = Avx.Shuffle(a4, a6, 0xee);
        var b6 = Avx.Shuffle(a5, a7, 0x44);
        var b7 = Avx.Shuffle(a5, a7, 0xee);
        Avx.Permute2x128(b0, b4, 0x20).Store(to);
        Avx.Permute2x128(b1, b5, 0x20).Store(to + Groups);
        Avx.Permute2x128(b2, b6, 0x20).Store(to + 2 * Groups);
        Avx.Permute2x128(b3, b7, 0x20).Store(to + 3 * Groups);
        Avx.Permute2x128(b0, b4, 0x31).Store(to + 4 * Groups);
        Avx.Permute2x128(b1, b5, 0x31).Store(to + 5 * Groups);
        Avx.Permute2x128(b2, b6, 0x31).Store(to + 6 * Groups);
        Avx.Permute2x128(b3, b7, 0x31).Store(to + 7 * Groups);
    }
}
