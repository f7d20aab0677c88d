using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 1.56 bits: groups of eight are entries of a codebook of −1, 0 and 1; every four groups have a scale and a shift of ⅛. 50 bytes.</summary>
public unsafe struct IQ1_S : IGridBlock<IQ1_S>
{
    private const float Shift = 0.125f;

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
        var scale = Halves.ToSingle(block.d) * (2 * (high >> 12 & 7) + 1);
        return scale * (grid.Weight(entry, index & 7) + Shift * Signs.Of(high, 15));
    }

    /// <summary>A group at a time, a lane for each weight.</summary>
    public static void Decode(ReadOnlySpan<IQ1_S> blocks, Span<float> weights)
    {
        fixed (IQ1_S* block = blocks)
        fixed (float* start = weights[..(blocks.Length * Length)])
        {
            var to = start;
            for (var b = 0; b < blocks.Length; b++)
            {
                var d = Halves.ToSingle(block[b].d);
                for (var part = 0; part < 8; part++)
                {
                    int high = block[b].qh[part];
                    var scale = Vector256.Create(d * (2 * (high >> 12 & 7) + 1));
                    var shift = Vector256.Create(Shift * Signs.Of(high, 15));
                    for (var group = 0; group < 4; group++, high >>= 3, to += 8)
                    {
                        var entry = Iq1Grid.Entry(block[b].qs[4 * part + group] | (high & 7) << 8);
                        ((SignedBytes.ToFloats(entry) + shift) * scale).Store(to);
                    }
                }
            }
        }
    }
}
