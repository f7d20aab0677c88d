using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 32 weights of the OCP microscaling format, 4-bit floats under a power of two: 2^(e − 128) · value, the <see cref="FourBitValues">values</see>
/// being doubled. 17 bytes: <c>e</c>; <c>qs[16]</c>, weights 0–15 in the low nibbles and 16–31 in the high ones.
/// </summary>
public unsafe struct MXFP4 : IWholeBlock<MXFP4>
{
    private readonly byte e;
    private fixed byte qs[16];

    public static int Length => 32;

    public static float Decode(in MXFP4 block, int index)
    {
        var code = block.qs[index & 15] >> (index >> 4) * 4 & 15;
        return Scale(block.e) * FourBitValues.Of(FourBitValues.E2M1Low, FourBitValues.E2M1High, code);
    }

    public static void Decode(ReadOnlySpan<MXFP4> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<MXFP4>.Decode(MXFP4* block, float* weights)
    {
        var scale = Scale(block->e);
        var q = Vector128.Load(block->qs);
        SixteenWeights.Store(FourBitValues.Of(FourBitValues.E2M1Low, FourBitValues.E2M1High, q & Vector128.Create((byte)15)), scale, weights);
        SixteenWeights.Store(FourBitValues.Of(FourBitValues.E2M1Low, FourBitValues.E2M1High, q >> 4), scale, weights + 16);
    }

    /// <summary>2^(e − 128): subnormal for 0 and 1, and for 255 a number too, where the format has NaN.</summary>
    private static float Scale(int e) => BitConverter.Int32BitsToSingle(e < 2 ? 0x00200000 << e : e - 1 << 23);
}
