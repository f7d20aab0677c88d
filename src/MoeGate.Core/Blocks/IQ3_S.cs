using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 3.44 bits: groups of four are entries of a codebook with a sign for each weight; every eight groups have a scale. 110 bytes.</summary>
public unsafe struct IQ3_S : IGridBlock<IQ3_S>, IWholeBlock<IQ3_S>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[64]; // For each group the lower eight bits of its entry.
    private fixed byte qh[8]; // For each group the upper bit of its entry.
    private fixed byte signs[32]; // A bit for each weight.
    private fixed byte scales[4]; // Four bits for every 32 weights, the lower ones first.

    public static int Length => 256;

    public static float Decode(in IQ3_S block, int index) => Decode(in block, index, default(Iq3SGrid));

    public static float Decode<TGrid>(in IQ3_S block, int index, TGrid grid)
        where TGrid : struct, IGrid
    {
        var group = index >> 2;
        var entry = block.qs[group] | (block.qh[group >> 3] >> (group & 7) & 1) << 8;
        var scale = HalfPrecision.ToSingle(block.d) * (1 + 2 * (block.scales[index >> 6] >> (index >> 5 & 1) * 4 & 15));
        return scale * (grid.Weight(entry, index & 3) * Signs.Of(block.signs[index >> 3], index & 7));
    }

    public static void Decode(ReadOnlySpan<IQ3_S> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Four groups at a time, a lane for each weight.</summary>
    static void IWholeBlock<IQ3_S>.Decode(IQ3_S* block, float* weights)
    {
        var whole = HalfPrecision.ToSingle(block->d);
        var entry = block->qs;
        var sign = block->signs;
        for (var part = 0; part < 8; part++)
        {
            var scale = whole * (1 + 2 * (block->scales[part >> 1] >> (part & 1) * 4 & 15));
            var upper = block->qh[part] << 8;
            for (var half = 0; half < 2; half++, entry += 4, upper >>= 4, sign += 2, weights += 16)
            {
                var first = Iq3SGrid.Entry(entry[0] | upper & 256) | (ulong)Iq3SGrid.Entry(entry[1] | upper >> 1 & 256) << 32;
                var second = Iq3SGrid.Entry(entry[2] | upper >> 2 & 256) | (ulong)Iq3SGrid.Entry(entry[3] | upper >> 3 & 256) << 32;
                SixteenWeights.Store(Vector128.Create(Signs.Apply(first, sign[0]), Signs.Apply(second, sign[1])).AsSByte(), scale, weights);
            }
        }
    }
}
