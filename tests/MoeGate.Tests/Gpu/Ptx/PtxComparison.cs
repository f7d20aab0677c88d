using System.Numerics;

namespace MoeGate.Tests.Gpu.Ptx;

/// <summary>Whether two numbers are as <c>setp</c> asks. Null stands for a question that is not here.</summary>
internal static class PtxComparison
{
    public static Func<ulong, ulong, bool>? Of(string name, string type) => type switch
    {
        "s32" => Lift(Ordered<int>(name)),
        "s64" => Lift(Ordered<long>(name)),
        "u32" or "b32" => Lift(Ordered<uint>(Unsigned(name))),
        "u64" or "b64" => Lift(Ordered<ulong>(Unsigned(name))),
        "f32" => Lift(Ordered<float>(name) ?? Unordered<float>(name)),
        "f64" => Lift(Ordered<double>(name) ?? Unordered<double>(name)),
        _ => null,
    };

    private static Func<ulong, ulong, bool>? Lift<T>(Func<T, T, bool>? of)
        where T : unmanaged => of is null ? null : (a, b) => of(PtxType.To<T>(a), PtxType.To<T>(b));

    /// <summary>Unsigned comparisons have names of their own beside those of all.</summary>
    private static string Unsigned(string name) => name switch
    {
        "lo" => "lt",
        "ls" => "le",
        "hi" => "gt",
        "hs" => "ge",
        _ => name,
    };

    /// <summary>False where one of them is not a number.</summary>
    private static Func<T, T, bool>? Ordered<T>(string name)
        where T : INumber<T> => name switch
    {
        "eq" => (a, b) => a == b,
        "ne" => (a, b) => a < b || a > b,
        "lt" => (a, b) => a < b,
        "le" => (a, b) => a <= b,
        "gt" => (a, b) => a > b,
        "ge" => (a, b) => a >= b,
        _ => null,
    };

    /// <summary>True where one of them is not a number.</summary>
    private static Func<T, T, bool>? Unordered<T>(string name)
        where T : INumber<T> => name switch
    {
        "equ" => (a, b) => !(a < b || a > b),
        "neu" => (a, b) => a != b,
        "ltu" => (a, b) => !(a >= b),
        "leu" => (a, b) => !(a > b),
        "gtu" => (a, b) => !(a <= b),
        "geu" => (a, b) => !(a < b),
        _ => null,
    };
}
