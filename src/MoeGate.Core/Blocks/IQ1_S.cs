using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 1.56 bits: groups of eight are entries of a codebook of −1, 0 and 1; every four groups have a scale and a shift of ⅛. 50 bytes.</summary>
public unsafe struct IQ1_S : IGridBlock<IQ1_S>, IWholeBlock<IQ1_S>
{
    private const float Eighth = 0.125f; // What weights are whole numbers of: −8, 0 or 8 of a codebook, and a shift of one.

    private ushort d; // Half: the scale of the block.
    private fixed byte qs[32]; // For each group the lower eight bits of its entry.
    private fixed ushort qh[8]; // For every 32 weights four times three upper bits of an entry, three bits of scale, and the sign of the shift.

    public static int Length => 256;

    public static float Decode(in IQ1_S block, int index) => Decode(in block, index, default(Iq1Grid));

    public static float Decode<TGrid>(in IQ1_S block, int index, TGrid grid)
        where TGrid : struct, IGrid
    {
        int high = block.qh[index >> 5];
        var entry = block.qs[index >> 3] | (high >> 3 * (index >> 3 & 3) & 7) << 8;
        var scale = HalfPrecision.ToSingle(block.d) * (2 * (high >> 12 & 7) + 1) * Eighth;
        return scale * (grid.Weight(entry, index & 7) + Signs.Of(high, 15));
    }

    public static void Decode(ReadOnlySpan<IQ1_S> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Two groups at a time, a lane for each weight.</summary>
    static void IWholeBlock<IQ1_S>.Decode(IQ1_S* block, float* weights)
    {
        var whole = HalfPrecision.ToSingle(block->d);
        for (var part = 0; part < 8; part++)
        {
            int high = block->qh[part];
            var scale = whole * (2 * (high >> 12 & 7) + 1) * Eighth;
            var shift = Vector128.Create((sbyte)Signs.Of(high, 15));
            for (var group = 4 * part; group < 4 * part + 4; group += 2, high >>= 6, weights += 16)
            {
                var first = Iq1Grid.Entry(block->qs[group] | (high & 7) << 8);
                var second = Iq1Grid.Entry(block->qs[group + 1] | (high & 0x38) << 5);
                SixteenWeights.Store(Vector128.Create(first, second).AsSByte() + shift, scale, weights);
            }
        }
    }
}
