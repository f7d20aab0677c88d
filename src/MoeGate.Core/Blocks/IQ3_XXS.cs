using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 3.06 bits: groups of four are entries of a codebook, every two with seven stored signs; every eight have a scale. 98 bytes.</summary>
public unsafe struct IQ3_XXS : IGridBlock<IQ3_XXS>, IWholeBlock<IQ3_XXS>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[96]; // 64 entries; after them, for every 32 weights, four times seven signs and the scale in the upper four bits.

    public static int Length => 256;

    public static float Decode(in IQ3_XXS block, int index) => Decode(in block, index, default(Iq3XxsGrid));

    public static float Decode<TGrid>(in IQ3_XXS block, int index, TGrid grid)
        where TGrid : struct, IGrid
    {
        var at = 64 + (index >> 5 << 2);
        var tail = block.qs[at] | block.qs[at + 1] << 8 | block.qs[at + 2] << 16 | block.qs[at + 3] << 24;
        var signs = Signs.Complete(tail >> 7 * (index >> 3 & 3) & 127);
        var scale = HalfPrecision.ToSingle(block.d) * (0.5f + (tail >> 28 & 15)) * 0.5f;
        return scale * (grid.Weight(block.qs[index >> 2], index & 3) * Signs.Of(signs, index & 7));
    }

    public static void Decode(ReadOnlySpan<IQ3_XXS> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Four groups at a time, a lane for each weight.</summary>
    static void IWholeBlock<IQ3_XXS>.Decode(IQ3_XXS* block, float* weights)
    {
        var whole = HalfPrecision.ToSingle(block->d);
        var entry = block->qs;
        for (var at = 64; at < 96; at += 4)
        {
            var tail = *(uint*)(block->qs + at);
            var scale = whole * (0.5f + (tail >> 28)) * 0.5f;
            for (var half = 0; half < 2; half++, entry += 4, tail >>= 14, weights += 16)
            {
                var first = Iq3XxsGrid.Entry(entry[0]) | (ulong)Iq3XxsGrid.Entry(entry[1]) << 32;
                var second = Iq3XxsGrid.Entry(entry[2]) | (ulong)Iq3XxsGrid.Entry(entry[3]) << 32;
                var signed = Vector128.Create(Signs.ApplySeven(first, (int)tail & 127), Signs.ApplySeven(second, (int)(tail >> 7) & 127));
                SixteenWeights.Store(signed.AsSByte(), scale, weights);
            }
        }
    }
}
