using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>32 weights d · (q − 8) of 4 bits. 18 bytes: half <c>d</c>; <c>qs[16]</c>, weights 0–15 in the low nibbles and 16–31 in the high ones.</summary>
public unsafe struct Q4_0 : IWholeBlock<Q4_0>
{
    private readonly ushort d;
    private fixed byte qs[16];

    public static int Length => 32;

    public static float Decode(in Q4_0 block, int index) =>
        HalfPrecision.ToSingle(block.d) * ((block.qs[index & 15] >> (index >> 4) * 4 & 15) - 8);

    public static void Decode(ReadOnlySpan<Q4_0> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q4_0>.Decode(Q4_0* block, float* weights)
    {
        var d = HalfScale.Of(block->d);
        var q = Vector128.Load(block->qs);
        SixteenWeights.Store((q & Vector128.Create((byte)15)).AsSByte() - Vector128.Create((sbyte)8), d, weights);
        SixteenWeights.Store((q >> 4).AsSByte() - Vector128.Create((sbyte)8), d, weights + 16);
    }
}
