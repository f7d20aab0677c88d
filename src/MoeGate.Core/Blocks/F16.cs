using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>IEEE half precision. 2 bytes.</summary>
public readonly struct F16(ushort bits) : IWeightBlock<F16>
{
    private ushort Bits => bits;

    public static int Length => 1;

    public static float Decode(in F16 block, int index) => HalfPrecision.ToSingle(block.Bits);

    /// <summary>Sixteen at a time, widened to 32 bits.</summary>
    public static void Decode(ReadOnlySpan<F16> blocks, Span<float> weights)
    {
        var stored = MemoryMarshal.Cast<F16, ushort>(blocks);
        weights = weights[..stored.Length];
        var i = 0;
        for (; i <= stored.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(stored[i..]));
            HalfPrecision.ToSingle(low.AsInt32()).CopyTo(weights[i..]);
            HalfPrecision.ToSingle(high.AsInt32()).CopyTo(weights[(i + Vector256<float>.Count)..]);
        }

        for (; i < stored.Length; i++) weights[i] = Decode(in blocks[i], 0);
    }
}
