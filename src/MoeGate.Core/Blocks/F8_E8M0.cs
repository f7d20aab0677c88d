using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// A power of two between 2⁻¹²⁷ and 2¹²⁷, safetensors' F8_E8M0: an exponent by itself, with neither sign nor zero; all ones is NaN. 1 byte.
/// </summary>
public readonly struct F8_E8M0(byte bits) : IByteWeight<F8_E8M0>
{
    private const int Lowest = 0x00400000; // 2⁻¹²⁷, as a single has it: where its exponent is zero, the value is in its mantissa.
    private const int NaN = 0x7fc00000;

    private byte Bits => bits;

    public static int Length => 1;

    public static float Decode(in F8_E8M0 block, int index)
    {
        var bits = block.Bits == 0xff ? NaN : block.Bits == 0 ? Lowest : block.Bits << 23;
        return BitConverter.Int32BitsToSingle(bits);
    }

    public static void Decode(ReadOnlySpan<F8_E8M0> blocks, Span<float> weights) => ByteWeights.Decode(blocks, weights);

    static Vector256<float> IByteWeight<F8_E8M0>.Decode(Vector256<int> bits)
    {
        var lowest = Vector256.Equals(bits, Vector256<int>.Zero) & Vector256.Create(Lowest);
        var nan = Vector256.Equals(bits, Vector256.Create(0xff)) & Vector256.Create(NaN);
        return (bits << 23 | lowest | nan).AsSingle();
    }
}
