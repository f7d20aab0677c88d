using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>IEEE half precision. 2 bytes.</summary>
public readonly struct F16(ushort bits) : IWeightBlock<F16>
{
    private ushort Bits => bits;

    public static int Length => 1;

    public static float Decode(in F16 block, int index) => HalfPrecision.ToSingle(block.Bits);

    /// <summary>Sixteen at a time, widened to 32 bits.</summary>
    public static unsafe void Decode(ReadOnlySpan<F16> blocks, Span<float> weights)
    {
        var i = 0;
        fixed (F16* stored = blocks)
        fixed (float* to = weights[..blocks.Length])
        {
            for (; i <= blocks.Length - 16; i += 16)
            {
                var (low, high) = Vector256.Widen(Vector256.Load((ushort*)(stored + i)));
                HalfPrecision.ToSingle(low.AsInt32()).Store(to + i);
                HalfPrecision.ToSingle(high.AsInt32()).Store(to + i + 8);
            }
        }

        for (; i < blocks.Length; i++) weights[i] = Decode(in blocks[i], 0);
    }
}
