using System.Runtime.CompilerServices;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>The types of PTX. Whatever a register holds lies in the lowest of 64 bits.</summary>
internal static class PtxType
{
    public static int BytesOf(string type) => type switch
    {
        "pred" or "b8" or "u8" or "s8" => 1,
        "b16" or "u16" or "s16" => 2,
        "b32" or "u32" or "s32" or "f32" => 4,
        "b64" or "u64" or "s64" or "f64" => 8,
        _ => throw new PtxFault($"no type is called '{type}' here"),
    };

    /// <summary>The bits that a register of so many bytes has.</summary>
    public static ulong Mask(int bytes) => bytes == 8 ? ulong.MaxValue : (1ul << 8 * bytes) - 1;

    /// <summary>What the bits stand for.</summary>
    public static T To<T>(ulong bits)
        where T : unmanaged => Unsafe.As<ulong, T>(ref bits);

    /// <summary>The bits of a value.</summary>
    public static ulong From<T>(T value)
        where T : unmanaged
    {
        var bits = 0ul;
        Unsafe.As<ulong, T>(ref bits) = value;
        return bits;
    }
}
