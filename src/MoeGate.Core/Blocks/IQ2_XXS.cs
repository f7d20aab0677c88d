using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 2.06 bits: groups of eight are entries of a codebook with seven stored signs; every four groups have a scale. 66 bytes.</summary>
public unsafe struct IQ2_XXS : IGridBlock<IQ2_XXS>, IWholeBlock<IQ2_XXS>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[64]; // For every 32 weights four entries, then four times seven signs, and the scale in the upper four bits.

    public static int Length => 256;

    public static float Decode(in IQ2_XXS block, int index) => Decode(in block, index, default(Iq2XxsGrid));

    public static float Decode<TGrid>(in IQ2_XXS block, int index, TGrid grid)
        where TGrid : struct, IGrid
    {
        var at = index >> 5 << 3;
        var group = index >> 3 & 3;
        var tail = block.qs[at + 4] | block.qs[at + 5] << 8 | block.qs[at + 6] << 16 | block.qs[at + 7] << 24;
        var signs = Signs.Complete(tail >> 7 * group & 127);
        var scale = HalfPrecision.ToSingle(block.d) * (0.5f + (tail >> 28 & 15)) * 0.25f;
        return scale * (grid.Weight(block.qs[at + group], index & 7) * Signs.Of(signs, index & 7));
    }

    public static void Decode(ReadOnlySpan<IQ2_XXS> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Two groups at a time, a lane for each weight.</summary>
    static void IWholeBlock<IQ2_XXS>.Decode(IQ2_XXS* block, float* weights)
    {
        var whole = HalfPrecision.ToSingle(block->d);
        for (var at = 0; at < 64; at += 8)
        {
            var tail = *(uint*)(block->qs + at + 4);
            var scale = whole * (0.5f + (tail >> 28)) * 0.25f;
            for (var group = 0; group < 4; group += 2, tail >>= 14, weights += 16)
            {
                var first = Signs.ApplySeven(Iq2XxsGrid.Entry(block->qs[at + group]), (int)tail & 127);
                var second = Signs.ApplySeven(Iq2XxsGrid.Entry(block->qs[at + group + 1]), (int)(tail >> 7) & 127);
                SixteenWeights.Store(Vector128.Create(first, second).AsSByte(), scale, weights);
            }
        }
    }
}
