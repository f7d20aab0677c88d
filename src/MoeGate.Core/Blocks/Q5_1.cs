using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 32 weights d · q + m of 5 bits. 24 bytes: halves <c>d</c>, <c>m</c>; <c>qh[4]</c>, the fifth bits in order; <c>qs[16]</c>, weights 0–15 in
/// the low nibbles and 16–31 in the high ones.
/// </summary>
public unsafe struct Q5_1 : IWholeBlock<Q5_1>
{
    private readonly ushort d;
    private readonly ushort m;
    private fixed byte qh[4];
    private fixed byte qs[16];

    public static int Length => 32;

    public static float Decode(in Q5_1 block, int index)
    {
        var low = block.qs[index & 15] >> (index >> 4) * 4 & 15;
        var high = block.qh[index >> 3] >> (index & 7) & 1;
        return HalfPrecision.ToSingle(block.d) * (low | high << 4) + HalfPrecision.ToSingle(block.m);
    }

    public static void Decode(ReadOnlySpan<Q5_1> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q5_1>.Decode(Q5_1* block, float* weights)
    {
        var d = HalfScale.Of(block->d);
        var m = HalfScale.Of(block->m);
        var q = Vector128.Load(block->qs);
        SixteenWeights.Store((q & Vector128.Create((byte)15) | FifthBits.Sixteen(block->qh)).AsSByte(), d, m, weights);
        SixteenWeights.Store((q >> 4 | FifthBits.Sixteen(block->qh + 2)).AsSByte(), d, m, weights + 16);
    }
}
