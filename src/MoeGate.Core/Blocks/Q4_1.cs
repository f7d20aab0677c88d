using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>32 weights d · q + m of 4 bits. 20 bytes: halves <c>d</c>, <c>m</c>; <c>qs[16]</c>, weights 0–15 in the low nibbles and 16–31 in the high ones.</summary>
public unsafe struct Q4_1 : IWholeBlock<Q4_1>
{
    private readonly ushort d;
    private readonly ushort m;
    private fixed byte qs[16];

    public static int Length => 32;

    public static float Decode(in Q4_1 block, int index) =>
        HalfPrecision.ToSingle(block.d) * (block.qs[index & 15] >> (index >> 4) * 4 & 15) + HalfPrecision.ToSingle(block.m);

    public static void Decode(ReadOnlySpan<Q4_1> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q4_1>.Decode(Q4_1* block, float* weights)
    {
        var d = HalfScale.Of(block->d);
        var m = HalfScale.Of(block->m);
        var q = Vector128.Load(block->qs);
        SixteenWeights.Store((q & Vector128.Create((byte)15)).AsSByte(), d, m, weights);
        SixteenWeights.Store((q >> 4).AsSByte(), d, m, weights + 16);
    }
}
