namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>What <c>cvt</c> makes of a number. Null stands for a conversion that is not here, such as those of floats to integers.</summary>
internal static class PtxConversion
{
    public static Func<ulong, ulong>? Of(PtxStatement statement) => statement.Name switch
    {
        ["cvt", "f64", "f32"] => a => PtxType.From((double)PtxType.To<float>(a)),
        ["cvt", "rn", "f32", "f64"] => a => PtxType.From((float)PtxType.To<double>(a)),
        ["cvt", "rn", "f32", "u64"] => a => PtxType.From((float)a),
        ["cvt", "rn", "f64", "u64"] => a => PtxType.From((double)a),
        ["cvt", "rn", "f32", var from] when Integer(from) is { } integer => a => PtxType.From((float)integer(a)),
        ["cvt", "rn", "f64", var from] when Integer(from) is { } integer => a => PtxType.From((double)integer(a)),
        ["cvt", var to, var from] when Integer(from) is { } integer && Integer(to) is { } narrowed => a => (ulong)narrowed((ulong)integer(a)),
        _ => null,
    };

    /// <summary>The number that the lowest bits stand for, whatever is above them.</summary>
    private static Func<ulong, long>? Integer(string type) => type switch
    {
        "s8" => a => (sbyte)a,
        "u8" => a => (byte)a,
        "s16" => a => (short)a,
        "u16" => a => (ushort)a,
        "s32" => a => (int)a,
        "u32" => a => (uint)a,
        "s64" or "u64" => a => (long)a,
        _ => null,
    };
}
