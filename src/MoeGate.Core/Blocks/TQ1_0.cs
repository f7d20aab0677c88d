using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>256 weights of −1, 0 or 1 times a scale, five to a byte, 1.69 bits. 54 bytes.</summary>
/// <remarks>
/// A byte is a fraction of 256 with five ternary digits after the point. Times three modulo 256 moves them up by one, so the first
/// digit is found by comparing with a third and two thirds of 256.
/// </remarks>
public unsafe struct TQ1_0 : IWeightBlock<TQ1_0>
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
        return ((packed * 3 >> 8) - 1) * Halves.ToSingle(block.d);
    }

    /// <summary>A lane for each byte, its digits one after the other.</summary>
    public static void Decode(ReadOnlySpan<TQ1_0> blocks, Span<float> weights)
    {
        fixed (TQ1_0* block = blocks)
        fixed (float* start = weights[..(blocks.Length * Length)])
        {
            var to = start;
            for (var b = 0; b < blocks.Length; b++)
            {
                var scale = Vector256.Create(Halves.ToSingle(block[b].d));
                var thirtyTwo = Vector256.Load(block[b].qs);
                for (var digit = 0; digit < 5; digit++, thirtyTwo += thirtyTwo + thirtyTwo, to += 32) SignedBytes.Store(First(thirtyTwo), scale, to);
                var sixteen = Vector128.Load(block[b].qs + 32);
                for (var digit = 0; digit < 5; digit++, sixteen += sixteen + sixteen, to += 16) SignedBytes.Store(First(sixteen), scale, to);

                // Four bytes in every lane of 32 bits, moved up by no digit, one, two and three.
                var four = Vector128.Create(*(uint*)block[b].qh).AsByte() * Vector128.Create(0x01010101u, 0x03030303u, 0x09090909u, 0x1b1b1b1bu).AsByte();
                SignedBytes.Store(First(four), scale, to);
                to += 16;
            }
        }
    }

    /// <summary>The first digit less one: true is −1 in every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> First(Vector256<byte> packed) =>
        Vector256.Create((sbyte)-1) - Vector256.GreaterThanOrEqual(packed, Vector256.Create((byte)86)).AsSByte() - Vector256.GreaterThanOrEqual(packed, Vector256.Create((byte)171)).AsSByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> First(Vector128<byte> packed) =>
        Vector128.Create((sbyte)-1) - Vector128.GreaterThanOrEqual(packed, Vector128.Create((byte)86)).AsSByte() - Vector128.GreaterThanOrEqual(packed, Vector128.Create((byte)171)).AsSByte();
}
