using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// Four bits of exponent and three of mantissa, safetensors' F8_E4M3. It has no infinities: what other formats keep for them are
/// numbers up to 448, and only a magnitude of all ones is NaN. 1 byte.
/// </summary>
public readonly struct F8_E4M3(byte bits) : IByteWeight<F8_E4M3>
{
    private const int Ones = 0x7f;
    private const int Rebias = 120 << 23; // From an exponent's bias of 7 to single's of 127.
    private const int FirstNormal = 1 << 3;
    private const float Subnormal = 1 / 512f; // 2⁻⁹, the smallest of them.
    private const int NaN = 0x7fc00000;

    private byte Bits => bits;

    public static int Length => 1;

    public static float Decode(in F8_E4M3 block, int index)
    {
        var magnitude = block.Bits & Ones;
        var value = magnitude < FirstNormal ? BitConverter.SingleToInt32Bits(magnitude * Subnormal) : magnitude == Ones ? NaN : (magnitude << 20) + Rebias;
        return BitConverter.Int32BitsToSingle(value | (block.Bits & 0x80) << 24);
    }

    public static void Decode(ReadOnlySpan<F8_E4M3> blocks, Span<float> weights) => ByteWeights.Decode(blocks, weights);

    static Vector256<float> IByteWeight<F8_E4M3>.Decode(Vector256<int> bits)
    {
        var magnitude = bits & Vector256.Create(Ones);
        var normal = (magnitude << 20) + Vector256.Create(Rebias) | Vector256.Equals(magnitude, Vector256.Create(Ones)) & Vector256.Create(NaN);
        var subnormal = Vector256.ConvertToSingle(magnitude) * Vector256.Create(Subnormal);
        var value = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(FirstNormal)), subnormal.AsInt32(), normal);
        return (value | (bits & Vector256.Create(0x80)) << 24).AsSingle();
    }
}
