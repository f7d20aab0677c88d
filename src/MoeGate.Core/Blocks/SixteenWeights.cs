using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Blocks;

/// <summary>
/// Sixteen small whole numbers become sixteen weights, in their order: scale · code, and scale · code + offset. Each step is rounded
/// by itself, as in the scalar definitions: no fused multiply-add. A minimum that is subtracted is an offset of the other sign, which
/// is the same to the bit. This is the one place that depends on how wide the processor's registers are.
/// </summary>
internal static unsafe class SixteenWeights
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<sbyte> codes, float scale, float* weights)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.Store(weights, Avx512F.Multiply(Sixteen(codes), Sixteen(scale)));
        }
        else if (Avx2.IsSupported)
        {
            var (first, last) = Eights(codes);
            (first * Vector256.Create(scale)).Store(weights);
            (last * Vector256.Create(scale)).Store(weights + 8);
        }
        else
        {
            var (a, b, c, d) = Fours(codes);
            (a * Vector128.Create(scale)).Store(weights);
            (b * Vector128.Create(scale)).Store(weights + 4);
            (c * Vector128.Create(scale)).Store(weights + 8);
            (d * Vector128.Create(scale)).Store(weights + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<sbyte> codes, float scale, float offset, float* weights)
    {
        if (Avx512F.IsSupported)
        {
            Avx512F.Store(weights, Avx512F.Add(Avx512F.Multiply(Sixteen(codes), Sixteen(scale)), Sixteen(offset)));
        }
        else if (Avx2.IsSupported)
        {
            var (first, last) = Eights(codes);
            (first * Vector256.Create(scale) + Vector256.Create(offset)).Store(weights);
            (last * Vector256.Create(scale) + Vector256.Create(offset)).Store(weights + 8);
        }
        else
        {
            var (a, b, c, d) = Fours(codes);
            (a * Vector128.Create(scale) + Vector128.Create(offset)).Store(weights);
            (b * Vector128.Create(scale) + Vector128.Create(offset)).Store(weights + 4);
            (c * Vector128.Create(scale) + Vector128.Create(offset)).Store(weights + 8);
            (d * Vector128.Create(scale) + Vector128.Create(offset)).Store(weights + 12);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sixteen(Vector128<sbyte> codes) => Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(codes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sixteen(float value) => Avx512F.BroadcastScalarToVector512(Vector128.CreateScalarUnsafe(value));

    /// <summary>The first eight codes as floats, and the last eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> First, Vector256<float> Last) Eights(Vector128<sbyte> codes) => (
        Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(codes)),
        Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(codes, 8))));

    /// <summary>The codes as floats, four and four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Fours(Vector128<sbyte> codes)
    {
        var (low, high) = Vector128.Widen(codes);
        var (a, b) = Vector128.Widen(low);
        var (c, d) = Vector128.Widen(high);
        return (Vector128.ConvertToSingle(a), Vector128.ConvertToSingle(b), Vector128.ConvertToSingle(c), Vector128.ConvertToSingle(d));
    }
}
