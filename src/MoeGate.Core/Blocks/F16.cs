using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>IEEE half precision. 2 bytes.</summary>
public readonly struct F16(ushort bits) : IWeightBlock<F16>
{
    private const float Rebias = 5.192296858534828e33f; // 2¹¹²: moves half's exponent bias of 15 to single's of 127, subnormals included.

    private ushort Bits => bits;

    public static int Length => 1;

    public static float Decode(in F16 block, int index)
    {
        var magnitude = BitConverter.Int32BitsToSingle((block.Bits & 0x7fff) << 13) * Rebias;
        var special = (block.Bits & 0x7c00) == 0x7c00 ? 0x7f800000 : 0;
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(magnitude) | special | (block.Bits & 0x8000) << 16);
    }

    /// <summary>Sixteen at a time; every lane does what the scalar definition does.</summary>
    public static void Decode(ReadOnlySpan<F16> blocks, Span<float> weights)
    {
        var stored = MemoryMarshal.Cast<F16, ushort>(blocks);
        weights = weights[..stored.Length];
        var i = 0;
        for (; i <= stored.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(stored[i..]));
            Decode(low.AsInt32()).CopyTo(weights[i..]);
            Decode(high.AsInt32()).CopyTo(weights[(i + Vector256<float>.Count)..]);
        }

        for (; i < stored.Length; i++) weights[i] = Decode(in blocks[i], 0);
    }

    private static Vector256<float> Decode(Vector256<int> bits)
    {
        var exponent = Vector256.Create(0x7c00);
        var magnitude = ((bits & Vector256.Create(0x7fff)) << 13).AsSingle() * Vector256.Create(Rebias);
        var special = Vector256.Equals(bits & exponent, exponent) & Vector256.Create(0x7f800000);
        return (magnitude.AsInt32() | special | (bits & Vector256.Create(0x8000)) << 16).AsSingle();
    }
}
