using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// Eight scales and eight minima of 6 bits each, as q4_K and q5_K pack them. 12 bytes: <c>a[4]</c> holds scales 0–3, <c>b[4]</c> minima
/// 0–3, each with two more bits on top; <c>c[4]</c> holds in its nibbles the low four bits of scales (low) and minima (high) 4–7, and
/// the bits on top of a and b are the high two of those.
/// </summary>
public unsafe struct SixBitScales
{
    private fixed byte a[4];
    private fixed byte b[4];
    private fixed byte c[4];

    internal static int Scale(in SixBitScales scales, int index) => index < 4
        ? scales.a[index] & 63
        : scales.c[index - 4] & 15 | scales.a[index - 4] >> 6 << 4;

    internal static int Minimum(in SixBitScales scales, int index) => index < 4
        ? scales.b[index] & 63
        : scales.c[index - 4] >> 4 | scales.b[index - 4] >> 6 << 4;

    /// <summary>The eight scales, then the eight minima: four bytes at a time, as the definitions above do each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<sbyte> All(SixBitScales* scales)
    {
        var a = Unsafe.ReadUnaligned<uint>(scales->a);
        var b = Unsafe.ReadUnaligned<uint>(scales->b);
        var c = Unsafe.ReadUnaligned<uint>(scales->c);
        return Vector128.Create(
            a & 0x3f3f3f3f,
            c & 0x0f0f0f0f | a >> 2 & 0x30303030,
            b & 0x3f3f3f3f,
            c >> 4 & 0x0f0f0f0f | b >> 2 & 0x30303030).AsSByte();
    }
}
