using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 3.44 bits: groups of four are entries of a codebook with a sign for each weight; every eight groups have a scale. 110 bytes.</summary>
public unsafe struct IQ3_S : IGridBlock<IQ3_S>
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
        var scale = Halves.ToSingle(block.d) * (1 + 2 * (block.scales[index >> 6] >> (index >> 5 & 1) * 4 & 15));
        return scale * (grid.Weight(entry, index & 3) * Signs.Of(block.signs[index >> 3], index & 7));
    }

    /// <summary>Two groups at a time, a lane for each weight.</summary>
    public static void Decode(ReadOnlySpan<IQ3_S> blocks, Span<float> weights)
    {
        fixed (IQ3_S* block = blocks)
        fixed (float* start = weights[..(blocks.Length * Length)])
        {
            var to = start;
            for (var b = 0; b < blocks.Length; b++)
            {
                var d = Halves.ToSingle(block[b].d);
                for (var part = 0; part < 8; part++)
                {
                    var scale = Vector256.Create(d * (1 + 2 * (block[b].scales[part >> 1] >> (part & 1) * 4 & 15)));
                    var upper = block[b].qh[part] << 8;
                    var entry = block[b].qs + 8 * part;
                    for (var pair = 0; pair < 4; pair++, entry += 2, upper >>= 2, to += 8)
                    {
                        var magnitudes = Iq3SGrid.Entry(entry[0] | upper & 256) | (ulong)Iq3SGrid.Entry(entry[1] | upper >> 1 & 256) << 32;
                        (SignedBytes.ToFloats(Signs.Apply(magnitudes, block[b].signs[4 * part + pair])) * scale).Store(to);
                    }
                }
            }
        }
    }
}
