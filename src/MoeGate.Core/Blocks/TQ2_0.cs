using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>256 weights of −1, 0 or 1 times a scale, two bits each; the format leaves room for 2. 66 bytes.</summary>
public unsafe struct TQ2_0 : IWholeBlock<TQ2_0>
{
    private fixed byte qs[64]; // Twice 32 bytes: in the lowest bits of each 32 weights, in the next bits the next 32, and so on.
    private ushort d; // Half: the scale of the block.

    public static int Length => 256;

    public static float Decode(in TQ2_0 block, int index) =>
        ((block.qs[index >> 7 << 5 | index & 31] >> (index >> 5 & 3) * 2 & 3) - 1) * HalfPrecision.ToSingle(block.d);

    public static void Decode(ReadOnlySpan<TQ2_0> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>A lane for each byte, its weights one after the other.</summary>
    static void IWholeBlock<TQ2_0>.Decode(TQ2_0* block, float* weights)
    {
        var scale = HalfPrecision.ToSingle(block->d);
        for (var half = 0; half < 64; half += 32)
        {
            var first = Vector128.Load(block->qs + half).AsUInt16();
            var second = Vector128.Load(block->qs + half + 16).AsUInt16();
            for (var k = 0; k < 4; k++, weights += 32)
            {
                SixteenWeights.Store((first & Vector128.Create((ushort)0x0303)).AsSByte() - Vector128<sbyte>.One, scale, weights);
                SixteenWeights.Store((second & Vector128.Create((ushort)0x0303)).AsSByte() - Vector128<sbyte>.One, scale, weights + 16);
                first >>= 2; // Two bytes at once: what a byte gets from its neighbour stays above the bits that are looked at.
                second >>= 2;
            }
        }
    }
}
