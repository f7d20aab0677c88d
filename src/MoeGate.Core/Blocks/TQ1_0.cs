using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>256 weights of −1, 0 or 1 times a scale, five to a byte, 1.69 bits. 54 bytes.</summary>
/// <remarks>
/// A byte is a fraction of 256 with five ternary digits after the point. Times three modulo 256 moves them up by one, so the first
/// digit is found by comparing with a third and two thirds of 256.
/// </remarks>
public unsafe struct TQ1_0 : IWholeBlock<TQ1_0>
{
    private fixed byte qs[48]; // 32 bytes with the first digits of 32 weights, the second digits of the next 32, and so on; then 16 bytes likewise.
    private fixed byte qh[4]; // Likewise with four digits.
    private ushort d; // Half: the scale of the block.

    public static int Length => 256;

    public static float Decode(in TQ1_0 block, int index)
    {
        int packed, digit;
        if (index < 160)
        {
            packed = block.qs[index & 31];
            digit = index >> 5;
        }
        else if (index < 240)
        {
            packed = block.qs[32 + (index & 15)];
            digit = (index - 160) >> 4;
        }
        else
        {
            packed = block.qh[index & 3];
            digit = (index - 240) >> 2;
        }

        for (var i = 0; i < digit; i++) packed = packed * 3 & 255;
        return ((packed * 3 >> 8) - 1) * HalfPrecision.ToSingle(block.d);
    }

    public static void Decode(ReadOnlySpan<TQ1_0> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    /// <summary>A lane for each byte, its digits one after the other.</summary>
    static void IWholeBlock<TQ1_0>.Decode(TQ1_0* block, float* weights)
    {
        var scale = HalfPrecision.ToSingle(block->d);
        var first = Vector128.Load(block->qs);
        var second = Vector128.Load(block->qs + 16);
        for (var digit = 0; digit < 5; digit++, weights += 32)
        {
            SixteenWeights.Store(First(first), scale, weights);
            SixteenWeights.Store(First(second), scale, weights + 16);
            first += first + first;
            second += second + second;
        }

        var third = Vector128.Load(block->qs + 32);
        for (var digit = 0; digit < 5; digit++, weights += 16)
        {
            SixteenWeights.Store(First(third), scale, weights);
            third += third + third;
        }

        // The last four bytes in every lane of 32 bits, times 1, 3, 9 and 27.
        var last = Vector128.Create(*(uint*)block->qh).AsByte() * Vector128.Create(0x01010101u, 0x03030303u, 0x09090909u, 0x1b1b1b1bu).AsByte();
        SixteenWeights.Store(First(last), scale, weights);
    }

    /// <summary>The first digit less one: a comparison that holds is −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> First(Vector128<byte> packed)
    {
        var third = Vector128.GreaterThanOrEqual(packed, Vector128.Create((byte)86));
        var twoThirds = Vector128.GreaterThanOrEqual(packed, Vector128.Create((byte)171));
        return Vector128.Create((sbyte)-1) - third.AsSByte() - twoThirds.AsSByte();
    }
}
