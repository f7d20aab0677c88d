using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>256 weights of −1, 0 or 1 times a scale, two bits each; the format leaves room for 2. 66 bytes.</summary>
public unsafe struct TQ2_0 : IWeightBlock<TQ2_0>
{
    private fixed byte qs[64]; // Twice 32 bytes: in the lowest bits of each 32 weights, in the next bits the next 32, and so on.
    private ushort d; // Half: the scale of the block.

    public static int Length => 256;

    public static float Decode(in TQ2_0 block, int index) =>
        ((block.qs[index >> 7 << 5 | index & 31] >> (index >> 5 & 3) * 2 & 3) - 1) * Halves.ToSingle(block.d);

    /// <summary>A lane for each byte, its weights one after the other.</summary>
    public static void Decode(ReadOnlySpan<TQ2_0> blocks, Span<float> weights)
    {
        fixed (TQ2_0* block = blocks)
        fixed (float* start = weights[..(blocks.Length * Length)])
        {
            var to = start;
            for (var b = 0; b < blocks.Length; b++)
            {
                var scale = Vector256.Create(Halves.ToSingle(block[b].d));
                for (var half = 0; half < 64; half += 32)
                {
                    // Shifted as 16-bit lanes: what a byte gets from its neighbour is above the two bits that are kept.
                    var packed = Vector256.Load(block[b].qs + half).AsUInt16();
                    for (var shift = 0; shift < 8; shift += 2, packed >>= 2, to += 32)
                        SignedBytes.Store((packed.AsByte() & Vector256.Create((byte)3)).AsSByte() - Vector256<sbyte>.One, scale, to);
                }
            }
        }
    }
}
