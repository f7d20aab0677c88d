using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Reductions;

/// <summary>
/// Eight whole groups at once, one to a lane: their sixteen weights are turned so that lane g of vector i holds weight i of group g.
/// Then every figure of a group is plain arithmetic in its lane, with no sums across lanes, in the order of the weights: the same
/// operations in the same order as for one group alone.
/// </summary>
internal static unsafe class GroupBatch
{
    /// <summary>Groups to a batch.</summary>
    public const int Groups = 8;

    /// <summary>Weights to a batch.</summary>
    public const int Weights = Groups * GroupSums.Size;

    /// <summary>Turns 8 groups of 16 weights into 16 vectors of 8 lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Turn(float* groups, float* lanes)
    {
        if (Avx.IsSupported)
        {
            Turn8x8(groups, lanes);
            Turn8x8(groups + 8, lanes + 64);
        }
        else
        {
            for (var g = 0; g < Groups; g++)
                for (var i = 0; i < GroupSums.Size; i++)
                    lanes[i * Groups + g] = groups[g * GroupSums.Size + i];
        }
    }

    /// <summary>Extremes and sums of the eight groups.</summary>
    /// <param name="lanes">As <see cref="Turn"/> left them.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Sum(float* lanes, out Vector256<float> min, out Vector256<float> max, out Vector256<double> low, out Vector256<double> high)
    {
        min = max = Vector256.Load(lanes);
        (low, high) = Vector256.Widen(min);
        for (var i = 1; i < GroupSums.Size; i++)
        {
            var x = Vector256.Load(lanes + i * Groups);
            min = Vector256.MinNative(min, x);
            max = Vector256.MaxNative(max, x);
            var (a, b) = Vector256.Widen(x);
            low += a;
            high += b;
        }
    }

    /// <summary>Whether every lane is a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreFinite(Vector256<double> lanes) => Vector256.EqualsAll(lanes - lanes, Vector256<double>.Zero);

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
        Avx.Permute2x128(b1, b5, 0x20).Store(to + 8);
        Avx.Permute2x128(b2, b6, 0x20).Store(to + 16);
        Avx.Permute2x128(b3, b7, 0x20).Store(to + 24);
        Avx.Permute2x128(b0, b4, 0x31).Store(to + 32);
        Avx.Permute2x128(b1, b5, 0x31).Store(to + 40);
        Avx.Permute2x128(b2, b6, 0x31).Store(to + 48);
        Avx.Permute2x128(b3, b7, 0x31).Store(to + 56);
    }
}
