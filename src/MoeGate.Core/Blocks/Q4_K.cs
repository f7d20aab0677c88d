using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 256 weights of 4 bits, in runs of 32 with a scale and a minimum of 6 bits each: (d · scale) · q − (dmin · minimum). 144 bytes: halves
/// <c>d</c>, <c>dmin</c>; <c>scales[12]</c>; <c>qs[128]</c>, where 32 bytes hold a run in their low nibbles and the next in their high ones.
/// </summary>
public unsafe struct Q4_K : IWholeBlock<Q4_K>
{
    private readonly ushort d;
    private readonly ushort dmin;
    private readonly SixBitScales scales;
    private fixed byte qs[128];

    public static int Length => 256;

    public static float Decode(in Q4_K block, int index)
    {
        var run = index >> 5;
        var scale = HalfPrecision.ToSingle(block.d) * SixBitScales.Scale(in block.scales, run);
        var minimum = HalfPrecision.ToSingle(block.dmin) * SixBitScales.Minimum(in block.scales, run);
        var q = block.qs[run >> 1 << 5 | index & 31] >> (run & 1) * 4 & 15;
        return scale * q - minimum;
    }

    public static void Decode(ReadOnlySpan<Q4_K> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q4_K>.Decode(Q4_K* block, float* weights)
    {
        Vector512<float> scales, offsets;
        var scale = (float*)&scales;
        var offset = (float*)&offsets + 8;
        var packed = SixBitScales.All(&block->scales);
        SixteenWeights.Store(packed, HalfScale.Of(block->d), scale);
        SixteenWeights.Store(packed, -HalfScale.Of(block->dmin), offset - 8);
        var low = Vector128.Create((byte)15);
        for (var qs = block->qs; qs < block->qs + 128; qs += 32, weights += 64, scale += 2, offset += 2)
        {
            var first = Vector128.Load(qs);
            var last = Vector128.Load(qs + 16);
            SixteenWeights.Store((first & low).AsSByte(), scale[0], offset[0], weights);
            SixteenWeights.Store((last & low).AsSByte(), scale[0], offset[0], weights + 16);
            SixteenWeights.Store((first >> 4).AsSByte(), scale[1], offset[1], weights + 32);
            SixteenWeights.Store((last >> 4).AsSByte(), scale[1], offset[1], weights + 48);
        }
    }
}
