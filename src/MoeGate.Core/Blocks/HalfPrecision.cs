using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// What an IEEE half stands for: weights of their own, and the scales of most blocks. The scales of small weights are subnormal, and
/// a processor is slow with subnormal singles, so neither way makes one on the path to a normal number.
/// </summary>
internal static class HalfPrecision
{
    private const int SmallestNormal = 0x400;
    private const int Infinity = 0x7c00;
    private const int Rebias = 112 << 23;           // Half's exponent bias is 15, that of a single 127.
    private const float Unit = 5.9604644775390625e-8f; // 2⁻²⁴: what the last bit of a subnormal half is worth.

    /// <remarks>Without branches, because scales of small weights are subnormal every now and then, which no processor predicts.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle(int bits)
    {
        var magnitude = bits & 0x7fff;
        var isSubnormal = magnitude - SmallestNormal >> 31; // all bits, or none
        var isSpecial = Infinity - 1 - magnitude >> 31;
        // Infinity and NaN have all bits of the exponent set, here and there: twice the difference takes 31 to 255.
        var normal = (magnitude << 13) + Rebias + (isSpecial & Rebias);
        var subnormal = BitConverter.SingleToInt32Bits(magnitude * Unit);
        return BitConverter.Int32BitsToSingle(normal & ~isSubnormal | subnormal & isSubnormal | (bits & 0x8000) << 16);
    }

    /// <summary>Every lane does what the scalar definition does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToSingle(Vector256<int> bits)
    {
        var magnitude = bits & Vector256.Create(0x7fff);
        var special = Vector256.GreaterThanOrEqual(magnitude, Vector256.Create(Infinity)) & Vector256.Create(Rebias);
        var normal = (magnitude << 13) + Vector256.Create(Rebias) + special;
        var subnormal = (Vector256.ConvertToSingle(magnitude) * Vector256.Create(Unit)).AsInt32();
        var value = Vector256.ConditionalSelect(Vector256.LessThan(magnitude, Vector256.Create(SmallestNormal)), subnormal, normal);
        return (value | (bits & Vector256.Create(0x8000)) << 16).AsSingle();
    }
}
