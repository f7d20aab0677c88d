using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// Five bits of exponent and two of mantissa, safetensors' F8_E5M2: the upper byte of a half, infinities and NaN included. 1 byte.
/// </summary>
public readonly struct F8_E5M2(byte bits) : IWeightBlock<F8_E5M2>
{
    private const int Infinity = 0x7c;
    private const int Rebias = 112 << 23; // From an exponent's bias of 15 to single's of 127.
    private const int FirstNormal = 1 << 2;
    private const float Subnormal = 1 / 65536f; // 2⁻¹⁶, the smallest of them.
    private const int AllOfTheExponent = 0x7f800000;

    private byte Bits => bits;

    public static int Length => 1;

    public static float Decode(in F8_E5M2 block, int index)
    {
        var magnitude = block.Bits & 0x7f;
        var special = magnitude < Infinity ? 0 : AllOfTheExponent;
        var value = magnitude < FirstNormal ? BitConverter.SingleToInt32Bits(magnitude * Subnormal) : (magnitude << 21) + Rebias | special;
        return BitConverter.Int32BitsToSingle(value | (block.Bits & 0x80) << 24);
    }

    /// <summary>Eight at a time; every lane does what the scalar definition does.</summary>
    public static void Decode(ReadOnlySpan<F8_E5M2> blocks, Span<float> weights)
    {
        var stored = MemoryMarshal.AsBytes(blocks);
        weights = weights[..stored.Length];
        var i = 0;
        for (; i <= stored.Length - 8; i += 8)
            Decode(SignedBytes.Widen(BinaryPrimitives.ReadUInt64LittleEndian(stored[i..]))).CopyTo(weights[i..]);
        for (; i < stored.Length; i++) weights[i] = Decode(in blocks[i], 0);
    }

    private static Vector256<float> Decode(Vector256<int> bits)
    {
        var magnitude = bits & Vector256.Create(0x7f);
        var special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(Infinity)) & Vector256.Create(AllOfTheExponent);
        var normal = (magnitude << 21) + Vector256.Create(Rebias) | special;
        var subnormal = Vector256.ConvertToSingle(magnitude) * Vector256.Create(Subnormal);
        var value = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(FirstNormal)), subnormal.AsInt32(), normal);
        return (value | bits & Vector256.Create(int.MinValue)).AsSingle();
    }
}
