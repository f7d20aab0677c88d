using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 32 weights d · value of 4-bit codes for <see cref="FourBitValues">uneven values</see>. 18 bytes: half <c>d</c>; <c>qs[16]</c>, weights 0–15
/// in the low nibbles and 16–31 in the high ones.
/// </summary>
public unsafe struct IQ4_NL : IWholeBlock<IQ4_NL>
{
    private readonly ushort d;
    private fixed byte qs[16];

    public static int Length => 32;

    public static float Decode(in IQ4_NL block, int index)
    {
        var code = block.qs[index & 15] >> (index >> 4) * 4 & 15;
        return HalfPrecision.ToSingle(block.d) * FourBitValues.Of(FourBitValues.NonlinearLow, FourBitValues.NonlinearHigh, code);
    }

    public static void Decode(ReadOnlySpan<IQ4_NL> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<IQ4_NL>.Decode(IQ4_NL* block, float* weights)
    {
        var d = HalfScale.Of(block->d);
        var q = Vector128.Load(block->qs);
        SixteenWeights.Store(FourBitValues.Of(FourBitValues.NonlinearLow, FourBitValues.NonlinearHigh, q & Vector128.Create((byte)15)), d, weights);
        SixteenWeights.Store(FourBitValues.Of(FourBitValues.NonlinearLow, FourBitValues.NonlinearHigh, q >> 4), d, weights + 16);
    }
}
