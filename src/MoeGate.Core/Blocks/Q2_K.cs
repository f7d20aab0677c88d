using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 256 weights of 2 bits, in runs of 16 with a scale and a minimum of 4 bits each: (d · scale) · q − (dmin · minimum). 84 bytes:
/// <c>scales[16]</c>, the scale in the low nibble and the minimum in the high one; <c>qs[64]</c>, where bits 2k and 2k + 1 of 32 bytes
/// are weights 32k to 32k + 31 of a half of the block; halves <c>d</c>, <c>dmin</c>.
/// </summary>
public unsafe struct Q2_K : IWholeBlock<Q2_K>
{
    private fixed byte scales[16];
    private fixed byte qs[64];
    private readonly ushort d;
    private readonly ushort dmin;

    public static int Length => 256;

    public static float Decode(in Q2_K block, int index)
    {
        var scale = HalfPrecision.ToSingle(block.d) * (block.scales[index >> 4] & 15);
        var minimum = HalfPrecision.ToSingle(block.dmin) * (block.scales[index >> 4] >> 4);
        var q = block.qs[index >> 7 << 5 | index & 31] >> (index >> 5 & 3) * 2 & 3;
        return scale * q - minimum;
    }

    public static void Decode(ReadOnlySpan<Q2_K> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q2_K>.Decode(Q2_K* block, float* weights)
    {
        Vector512<float> scales, offsets;
        var scale = (float*)&scales;
        var offset = (float*)&offsets;
        var packed = Vector128.Load(block->scales);
        SixteenWeights.Store((packed & Vector128.Create((byte)15)).AsSByte(), HalfScale.Of(block->d), scale);
        SixteenWeights.Store((packed >> 4).AsSByte(), -HalfScale.Of(block->dmin), offset);
        for (var half = 0; half < 64; half += 32)
        {
            var first = Vector128.Load(block->qs + half).AsUInt16();
            var last = Vector128.Load(block->qs + half + 16).AsUInt16();
            for (var k = 0; k < 4; k++, weights += 32, scale += 2, offset += 2)
            {
                SixteenWeights.Store((first & Vector128.Create((ushort)0x0303)).AsSByte(), scale[0], offset[0], weights);
                SixteenWeights.Store((last & Vector128.Create((ushort)0x0303)).AsSByte(), scale[1], offset[1], weights + 16);
                first >>= 2; // Two bytes at once: what a byte gets from its neighbour stays above the bits that are looked at.
                last >>= 2;
            }
        }
    }
}
