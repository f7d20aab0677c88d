using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 2.56 bits: groups of eight are entries of a codebook with eight signs; every two groups have a scale. 82 bytes.</summary>
public unsafe struct IQ2_S : IGridBlock<IQ2_S>, IWholeBlock<IQ2_S>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[64]; // For each group the lower eight bits of its entry; after all of them, for each group its signs.
    private fixed byte qh[8]; // For each group the upper two bits of its entry, the lowest first.
    private fixed byte scales[8]; // Four bits for every 16 weights, the lower ones first.

    public static int Length => 256;

    public static float Decode(in IQ2_S block, int index) => Decode(in block, index, default(Iq2SGrid));

    public static float Decode<TGrid>(in IQ2_S block, int index, TGrid grid)
        where TGrid : struct, IGrid
    {
        var group = index >> 3;
        var entry = block.qs[group] | (block.qh[group >> 2] >> (group & 3) * 2 & 3) << 8;
        var scale = HalfPrecision.ToSingle(block.d) * (0.5f + (block.scales[index >> 5] >> (index >> 4 & 1) * 4 & 15)) * 0.25f;
        return scale * (grid.Weight(entry, index & 7) * Signs.Of(block.qs[32 + group], index & 7));
    }

    public static void Decode(ReadOnlySpan<IQ2_S> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Two groups at a time, a lane for each weight.</summary>
    static void IWholeBlock<IQ2_S>.Decode(IQ2_S* block, float* weights)
    {
        var whole = HalfPrecision.ToSingle(block->d);
        for (var group = 0; group < 32; group += 2, weights += 16)
        {
            var scale = whole * (0.5f + (block->scales[group >> 2] >> (group & 2) * 2 & 15)) * 0.25f;
            var upper = block->qh[group >> 2] >> (group & 2) * 2;
            var first = Iq2SGrid.Entry(block->qs[group] | (upper & 3) << 8);
            var second = Iq2SGrid.Entry(block->qs[group + 1] | (upper & 12) << 6);
            var signed = Vector128.Create(Signs.Apply(first, block->qs[32 + group]), Signs.Apply(second, block->qs[33 + group]));
            SixteenWeights.Store(signed.AsSByte(), scale, weights);
        }
    }
}
