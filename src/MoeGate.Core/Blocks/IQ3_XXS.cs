using System.Runtime.Intrinsics;
using MoeGate.Blocks.Grids;

namespace MoeGate.Blocks;

/// <summary>256 weights of 3.06 bits: groups of four are entries of a codebook, every two with seven stored signs; every eight have a scale. 98 bytes.</summary>
public unsafe struct IQ3_XXS : IGridBlock<IQ3_XXS>
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
        var scale = Halves.ToSingle(block.d) * (0.5f + (tail >> 28 & 15)) * 0.5f;
        return scale * (grid.Weight(block.qs[index >> 2], index & 3) * Signs.Of(signs, index & 7));
    }

    /// <summary>Two groups at a time, a lane for each weight.</summary>
    public static void Decode(ReadOnlySpan<IQ3_XXS> blocks, Span<float> weights)
    {
        fixed (IQ3_XXS* block = blocks)
        fixed (float* start = weights[..(blocks.Length * Length)])
        {
            var to = start;
            for (var b = 0; b < blocks.Length; b++)
            {
                var d = Halves.ToSingle(block[b].d);
                var entry = block[b].qs;
                for (var at = 64; at < 96; at += 4)
                {
                    var tail = *(uint*)(block[b].qs + at);
                    var scale = Vector256.Create(d * (0.5f + (tail >> 28)) * 0.5f);
                    for (var pair = 0; pair < 4; pair++, entry += 2, to += 8)
                    {
                        var magnitudes = Iq3XxsGrid.Entry(entry[0]) | (ulong)Iq3XxsGrid.Entry(entry[1]) << 32;
                        var signed = Signs.ApplySeven(magnitudes, (int)(tail >> 7 * pair & 127));
                        (SignedBytes.ToFloats(signed) * scale).Store(to);
                    }
                }
            }
        }
    }
}
