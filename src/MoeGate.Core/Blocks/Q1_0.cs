using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>128 weights of plus or minus a scale. 18 bytes.</summary>
public unsafe struct Q1_0 : IWholeBlock<Q1_0>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[16]; // A bit for each weight, the lowest first, set for plus.

    public static int Length => 128;

    public static float Decode(in Q1_0 block, int index) => HalfPrecision.ToSingle(block.d) * -Signs.Of(block.qs[index >> 3], index & 7);

    public static void Decode(ReadOnlySpan<Q1_0> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Eight at a time: every lane looks at its own bit of four bytes that all of them see, and takes one sign or the other.</summary>
    static void IWholeBlock<Q1_0>.Decode(Q1_0* block, float* weights)
    {
        var bits = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var whole = Vector256.Create(HalfPrecision.ToSingle(block->d));
        for (var at = 0; at < 16; at += 4, weights += 32)
        {
            var packed = Vector256.Create(*(int*)(block->qs + at));
            for (var i = 0; i < 4; i++)
                Vector256.ConditionalSelect(Vector256.Equals(packed & bits << 8 * i, Vector256<int>.Zero).AsSingle(), -whole, whole).Store(weights + 8 * i);
        }
    }
}
