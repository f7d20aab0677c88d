using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>32 weights d · q of 8 bits. 34 bytes: half <c>d</c>; <c>qs[32]</c>, signed.</summary>
public unsafe struct Q8_0 : IWholeBlock<Q8_0>
{
    private readonly ushort d;
    private fixed sbyte qs[32];

    public static int Length => 32;

    public static float Decode(in Q8_0 block, int index) => HalfPrecision.ToSingle(block.d) * block.qs[index];

    public static void Decode(ReadOnlySpan<Q8_0> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q8_0>.Decode(Q8_0* block, float* weights)
    {
        var d = HalfScale.Of(block->d);
        SixteenWeights.Store(Vector128.Load(block->qs), d, weights);
        SixteenWeights.Store(Vector128.Load(block->qs + 16), d, weights + 16);
    }
}
