using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>64 weights of −1, 0, 1 or 2 times a scale. 18 bytes.</summary>
public unsafe struct Q2_0 : IWeightBlock<Q2_0>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[16]; // Four weights to a byte, the lowest bits first.

    public static int Length => 64;

    public static float Decode(in Q2_0 block, int index) => ((block.qs[index >> 2] >> (index & 3) * 2 & 3) - 1) * Halves.ToSingle(block.d);

    /// <summary>Sixteen bytes at a time, spread over as many lanes as they hold weights.</summary>
    public static void Decode(ReadOnlySpan<Q2_0> blocks, Span<float> weights)
    {
        fixed (Q2_0* block = blocks)
        fixed (float* start = weights[..(blocks.Length * Length)])
        {
            for (var b = 0; b < blocks.Length; b++)
            {
                var scale = Vector256.Create(Halves.ToSingle(block[b].d));
                for (var at = 0; at < 16; at += 4)
                {
                    // Byte n of four goes to lane n of 32 bits, and there its weight k to byte k: by shifts of 6 and of 12 bits, which add up to 18.
                    var lanes = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(uint*)(block[b].qs + at)).AsByte()));
                    lanes |= lanes << 12;
                    lanes = (lanes | lanes << 6) & Vector128.Create(0x03030303u);
                    SignedBytes.Store(lanes.AsSByte() - Vector128<sbyte>.One, scale, start + b * Length + 4 * at);
                }
            }
        }
    }
}
