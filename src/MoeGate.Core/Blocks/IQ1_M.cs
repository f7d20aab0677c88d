using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 1.75 bits: groups of eight are entries of a codebook of −1, 0 and 1, each with a shift of ⅛; every two have a scale. 56 bytes.</summary>
public unsafe struct IQ1_M : IGridBlock<IQ1_M>, IWholeBlock<IQ1_M>
{
    private const float Eighth = 0.125f; // What weights are whole numbers of: −8, 0 or 8 of a codebook, and a shift of one.

    private fixed byte qs[32]; // For each group the lower eight bits of its entry.
    private fixed byte qh[16]; // For each group three upper bits of its entry and the sign of its shift, the lower four bits first.
    private fixed ushort scales[4]; // Four times three bits of scale; the upper four bits of each are a quarter of a half, the scale of the block.

    public static int Length => 256;

    public static float Decode(in IQ1_M block, int index) => Decode(in block, index, default(Iq1Grid));

    public static float Decode<TGrid>(in IQ1_M block, int index, TGrid grid)
        where TGrid : struct, IGrid
    {
        var half = block.scales[0] >> 12 | block.scales[1] >> 12 << 4 | block.scales[2] >> 12 << 8 | block.scales[3] >> 12 << 12;
        var high = block.qh[index >> 4] >> (index >> 3 & 1) * 4;
        var entry = block.qs[index >> 3] | (high & 7) << 8;
        var scale = HalfPrecision.ToSingle(half) * (2 * (block.scales[index >> 6] >> 3 * (index >> 4 & 3) & 7) + 1) * Eighth;
        return scale * (grid.Weight(entry, index & 7) + Signs.Of(high, 3));
    }

    public static void Decode(ReadOnlySpan<IQ1_M> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Two groups at a time, a lane for each weight.</summary>
    static void IWholeBlock<IQ1_M>.Decode(IQ1_M* block, float* weights)
    {
        var stored = block->scales;
        var whole = HalfPrecision.ToSingle(stored[0] >> 12 | stored[1] >> 12 << 4 | stored[2] >> 12 << 8 | stored[3] >> 12 << 12);
        for (var pair = 0; pair < 16; pair++, weights += 16)
        {
            var scale = whole * (2 * (stored[pair >> 2] >> 3 * (pair & 3) & 7) + 1) * Eighth;
            int high = block->qh[pair];
            var first = Iq1Grid.Entry(block->qs[2 * pair] | (high & 7) << 8);
            var second = Iq1Grid.Entry(block->qs[2 * pair + 1] | (high & 0x70) << 4);
            var shifts = Vector128.Create(Signs.OfEight(high, 3), Signs.OfEight(high, 7)).AsSByte();
            SixteenWeights.Store(Vector128.Create(first, second).AsSByte() + shifts, scale, weights);
        }
    }
}
