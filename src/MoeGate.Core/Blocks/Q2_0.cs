using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>64 weights of −1, 0, 1 or 2 times a scale. 18 bytes.</summary>
public unsafe struct Q2_0 : IWholeBlock<Q2_0>
{
    private ushort d; // Half: the scale of the block.
    private fixed byte qs[16]; // Four weights to a byte, the lowest bits first.

    public static int Length => 64;

    public static float Decode(in Q2_0 block, int index) => ((block.qs[index >> 2] >> (index & 3) * 2 & 3) - 1) * HalfPrecision.ToSingle(block.d);

    public static void Decode(ReadOnlySpan<Q2_0> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>Four bytes at a time, spread over as many lanes as they hold weights.</summary>
    static void IWholeBlock<Q2_0>.Decode(Q2_0* block, float* weights)
    {
        var scale = HalfPrecision.ToSingle(block->d);
        for (var at = 0; at < 16; at += 4, weights += 16)
        {
            // Byte n goes to the 32 bits of lane n, and there its weight k to byte k: by shifts of 12 bits and of 6, which together make 18.
            var lanes = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(uint*)(block->qs + at)).AsByte()));
            lanes |= lanes << 12;
            lanes |= lanes << 6;
            SixteenWeights.Store((lanes & Vector128.Create(0x03030303u)).AsSByte() - Vector128<sbyte>.One, scale, weights);
        }
    }
}
