using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 2.31 bits: groups of eight are entries of a codebook with seven stored signs; every two groups have a scale. 74 bytes.</summary>
public unsafe struct IQ2_XS : IGridBlock<IQ2_XS>, IWholeBlock<IQ2_XS>
{
    private ushort d; // Half: the scale of the block.
    private fixed ushort qs[32]; // For each group nine bits of entry and, above them, seven signs.
    private fixed byte scales[8]; // Four bits for every 16 weights, the lower ones first.

    public static int Length => 256;

    public static float Decode(in IQ2_XS block, int index) => Decode(in block, index, default(Iq2XsGrid));

    public static float Decode<TGrid>(in IQ2_XS block, int index, TGrid grid)
        where TGrid : struct, IGrid
    {
        int group = block.qs[index >> 3];
        var scale = HalfPrecision.ToSingle(block.d) * (0.5f + (block.scales[index >> 5] >> (index >> 4 & 1) * 4 & 15)) * 0.25f;
        return scale * (grid.Weight(group & 511, index & 7) * Signs.Of(Signs.Complete(group >> 9), index & 7));
    }

    public static void Decode(ReadOnlySpan<IQ2_XS> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Two groups at a time, a lane for each weight.</summary>
    static void IWholeBlock<IQ2_XS>.Decode(IQ2_XS* block, float* weights)
    {
        var whole = HalfPrecision.ToSingle(block->d);
        for (var group = 0; group < 32; group += 2, weights += 16)
        {
            var scale = whole * (0.5f + (block->scales[group >> 2] >> (group & 2) * 2 & 15)) * 0.25f;
            int first = block->qs[group], second = block->qs[group + 1];
            var signed = Vector128.Create(Signs.ApplySeven(Iq2XsGrid.Entry(first & 511), first >> 9), Signs.ApplySeven(Iq2XsGrid.Entry(second & 511), second >> 9));
            SixteenWeights.Store(signed.AsSByte(), scale, weights);
        }
    }
}
