using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// Five bits of exponent and two of mantissa, safetensors' F8_E5M2: the upper byte of a half, infinities and NaN included. 1 byte.
/// </summary>
public readonly struct F8_E5M2(byte bits) : IByteWeight<F8_E5M2>
{
    private byte Bits => bits;

    public static int Length => 1;

    public static float Decode(in F8_E5M2 block, int index) => HalfPrecision.ToSingle(block.Bits << 8);

    public static void Decode(ReadOnlySpan<F8_E5M2> blocks, Span<float> weights) => ByteWeights.Decode(blocks, weights);

    static Vector256<float> IByteWeight<F8_E5M2>.Decode(Vector256<int> bits) => HalfPrecision.ToSingle(bits << 8);
}
