using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// The sixteen values that codes of 4 bits stand for, where these are not the numbers 0 to 15. They are the bytes of two words, the
/// first value lowest, because a kernel can read constants but not an array.
/// </summary>
internal static class FourBitValues
{
    /// <summary>iq4_nl and iq4_xs: −127 −104 −83 −65 −49 −35 −22 −10 1 13 25 38 53 69 89 113, dense where Gaussian weights are.</summary>
    public const ulong NonlinearLow = 0xf6ea_ddcf_bfad_9881;

    /// <inheritdoc cref="NonlinearLow"/>
    public const ulong NonlinearHigh = 0x7159_4535_2619_0d01;

    /// <summary>mxfp4 and nvfp4: twice the values of a float of 1 sign, 2 exponent and 1 mantissa bits: ±0 1 2 3 4 6 8 12. Of the zeros neither is negative.</summary>
    public const ulong E2M1Low = 0x0c08_0604_0302_0100;

    /// <inheritdoc cref="E2M1Low"/>
    public const ulong E2M1High = 0xf4f8_fafc_fdfe_ff00;

    public static int Of(ulong low, ulong high, int code) => (sbyte)((code < 8 ? low : high) >> (code & 7) * 8);

    /// <param name="codes">Each below 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Of(ulong low, ulong high, Vector128<byte> codes) =>
        Vector128.ShuffleNative(Vector128.Create(low, high).AsSByte(), codes.AsSByte());
}
