using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 256 weights of 6 bits, in runs of 16 with a scale of 8 bits each: (d · scale) · (q − 32). 210 bytes, for each half of the block:
/// <c>ql[128]</c>, where 64 bytes hold the low four bits of weights 0–63 in their low nibbles and 64–127 in their high ones; <c>qh[64]</c>,
/// where bits 2k and 2k + 1 of 32 bytes are the high two of weights 32k to 32k + 31; <c>scales[16]</c>, signed; half <c>d</c>.
/// </summary>
public unsafe struct Q6_K : IWholeBlock<Q6_K>
{
    private fixed byte ql[128];
    private fixed byte qh[64];
    private fixed sbyte scales[16];
    private readonly ushort d;

    public static int Length => 256;

    public static float Decode(in Q6_K block, int index)
    {
        var half = index >> 7;
        var low = block.ql[half << 6 | index & 63] >> (index >> 6 & 1) * 4 & 15;
        var high = block.qh[half << 5 | index & 31] >> (index >> 5 & 3) * 2 & 3;
        return HalfPrecision.ToSingle(block.d) * block.scales[index >> 4] * ((low | high << 4) - 32);
    }

    public static void Decode(ReadOnlySpan<Q6_K> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q6_K>.Decode(Q6_K* block, float* weights)
    {
        Vector512<float> scales;
        var scale = (float*)&scales;
        SixteenWeights.Store(Vector128.Load(block->scales), HalfScale.Of(block->d), scale);
        var low = Vector128.Create((byte)0x0f);
        var pair = Vector128.Create((byte)0x30);
        var middle = Vector128.Create((sbyte)32);
        for (var half = 0; half < 2; half++, weights += 128, scale += 8)
        {
            for (var run = 0; run < 2; run++)
            {
                // Sixteen lanes of four runs, 32 weights apart, whose high bits share their bytes.
                var a = Vector128.Load(block->ql + half * 64 + run * 16);
                var b = Vector128.Load(block->ql + half * 64 + run * 16 + 32);
                var high = Vector128.Load(block->qh + half * 32 + run * 16).AsUInt16();
                var to = weights + run * 16;
                SixteenWeights.Store((a & low | (high << 4).AsByte() & pair).AsSByte() - middle, scale[run], to);
                SixteenWeights.Store((b & low | (high << 2).AsByte() & pair).AsSByte() - middle, scale[run + 2], to + 32);
                SixteenWeights.Store((a >> 4 | high.AsByte() & pair).AsSByte() - middle, scale[run + 4], to + 64);
                SixteenWeights.Store((b >> 4 | (high >> 2).AsByte() & pair).AsSByte() - middle, scale[run + 6], to + 96);
            }
        }
    }
}
