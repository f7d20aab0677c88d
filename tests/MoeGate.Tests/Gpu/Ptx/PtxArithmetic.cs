using System.Numerics;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>What instructions make of one or two numbers. Null stands for instructions that are not here.</summary>
internal static class PtxArithmetic
{
    public static Func<ulong, ulong, ulong>? OfTwo(PtxStatement statement) => statement.Name switch
    {
        ["and", "b32" or "b64" or "pred"] => (a, b) => a & b,
        ["or", "b32" or "b64" or "pred"] => (a, b) => a | b,
        ["xor", "b32" or "b64" or "pred"] => (a, b) => a ^ b,
        ["shl", "b32"] => (a, by) => by < 32 ? a << (int)by : 0,
        ["shl", "b64"] => (a, by) => by < 64 ? a << (int)by : 0,
        ["shr", "s32"] => Lift<int>((a, by) => a >> (by is >= 0 and < 32 ? by : 31)),
        ["shr", "s64"] => (a, by) => (ulong)((long)a >> (by < 64 ? (int)by : 63)),
        ["shr", "u32" or "b32"] => (a, by) => by < 32 ? a >> (int)by : 0,
        ["shr", "u64" or "b64"] => (a, by) => by < 64 ? a >> (int)by : 0,
        ["mul", "wide", "u32"] => (a, b) => (ulong)(uint)a * (uint)b,
        ["mul", "wide", "s32"] => (a, b) => (ulong)((long)(int)a * (int)b),
        ["add" or "sub" or "mul" or "min" or "max", "f32"] or ["div", "rn", "f32"] => Lift(OfFloats<float>(statement.Name[0])),
        ["add" or "sub" or "mul" or "min" or "max", "f64"] or ["div", "rn", "f64"] => Lift(OfFloats<double>(statement.Name[0])),
        ["add" or "sub" or "div" or "rem" or "min" or "max", var type] => OfIntegers(statement.Name[0], type),
        ["mul", "lo", var type] => OfIntegers("mul", type),
        _ => null,
    };

    public static Func<ulong, ulong>? OfOne(PtxStatement statement) => statement.Name switch
    {
        ["not", "b32" or "b64"] => a => ~a,
        ["not", "pred"] => a => a ^ 1,
        ["neg", "s32" or "s64"] => a => 0 - a,
        ["neg", "f32"] => a => a ^ 1ul << 31,
        ["neg", "f64"] => a => a ^ 1ul << 63,
        ["abs", "f32"] => a => a & ~(1ul << 31),
        ["abs", "f64"] => a => a & ~(1ul << 63),
        ["sqrt", "rn", "f32"] => a => PtxType.From(MathF.Sqrt(PtxType.To<float>(a))),
        ["sqrt", "rn", "f64"] => a => PtxType.From(Math.Sqrt(PtxType.To<double>(a))),
        _ => null,
    };

    /// <summary>Of two numbers, as bits of them.</summary>
    private static Func<ulong, ulong, ulong> Lift<T>(Func<T, T, T> of)
        where T : unmanaged => (a, b) => PtxType.From(of(PtxType.To<T>(a), PtxType.To<T>(b)));

    private static Func<ulong, ulong, ulong>? OfIntegers(string name, string type) => type switch
    {
        "s32" => Lift(OfIntegers<int>(name)),
        "u32" => Lift(OfIntegers<uint>(name)),
        "s64" => Lift(OfIntegers<long>(name)),
        "u64" => Lift(OfIntegers<ulong>(name)),
        _ => null,
    };

    private static Func<T, T, T> OfIntegers<T>(string name)
        where T : IBinaryInteger<T> => name switch
    {
        "add" => (a, b) => a + b,
        "sub" => (a, b) => a - b,
        "mul" => (a, b) => a * b,
        "div" => (a, b) => a / b,
        "rem" => (a, b) => a % b,
        "min" => T.Min,
        _ => T.Max,
    };

    /// <remarks>The least and the greatest drop what is not a number.</remarks>
    private static Func<T, T, T> OfFloats<T>(string name)
        where T : IFloatingPointIeee754<T> => name switch
    {
        "add" => (a, b) => a + b,
        "sub" => (a, b) => a - b,
        "mul" => (a, b) => a * b,
        "div" => (a, b) => a / b,
        "min" => T.MinNumber,
        _ => T.MaxNumber,
    };
}
