using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Reductions;

/// <summary>
/// Arithmetic on sixteen floats or eight doubles, lane by lane. <see cref="Vector512"/> says all of it and is the same on every
/// machine; where the processor has such registers it uses them, also on those processors for which the runtime by itself prefers
/// two of half the width. Every operation is one rounding, so both give the same bits.
/// </summary>
internal static unsafe class Wide
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* at) => Avx512F.IsSupported ? Avx512F.LoadVector512(at) : Vector512.Load(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Load(ushort* at) => Avx512F.IsSupported ? Avx512F.LoadVector512(at) : Vector512.Load(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Max(Vector512<short> a, Vector512<short> b) => Avx512BW.IsSupported ? Avx512BW.Max(a, b) : Vector512.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<ushort> Max(Vector512<ushort> a, Vector512<ushort> b) => Avx512BW.IsSupported ? Avx512BW.Max(a, b) : Vector512.Max(a, b);

    /// <summary>
    /// Bfloat16 is the upper half of a float: of every eight the first four come into the first vector, the last four into the second.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<float> First, Vector512<float> Second) FromBFloat16(Vector512<ushort> bits)
    {
        if (Avx512BW.IsSupported)
            return (Avx512BW.UnpackLow(Vector512<ushort>.Zero, bits).AsSingle(), Avx512BW.UnpackHigh(Vector512<ushort>.Zero, bits).AsSingle());
        var (a, b) = FromBFloat16(bits.GetLower());
        var (c, d) = FromBFloat16(bits.GetUpper());
        return (Vector512.Create(a, c), Vector512.Create(b, d));
    }

    private static (Vector256<float> First, Vector256<float> Second) FromBFloat16(Vector256<ushort> bits)
    {
        var (a, b) = Vector128.Widen(bits.GetLower());
        var (c, d) = Vector128.Widen(bits.GetUpper());
        return ((Vector256.Create(a, c) << 16).AsSingle(), (Vector256.Create(b, d) << 16).AsSingle());
    }

    /// <summary>The first eight floats as doubles, and the last eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<double> Low, Vector512<double> High) Widen(Vector512<float> x) => Avx512F.IsSupported
        ? (Avx512F.ConvertToVector512Double(x.GetLower()), Avx512F.ConvertToVector512Double(x.GetUpper()))
        : Vector512.Widen(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Add(Vector512<double> a, Vector512<double> b) => Avx512F.IsSupported ? Avx512F.Add(a, b) : a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Subtract(Vector512<double> a, Vector512<double> b) => Avx512F.IsSupported ? Avx512F.Subtract(a, b) : a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Multiply(Vector512<double> a, Vector512<double> b) => Avx512F.IsSupported ? Avx512F.Multiply(a, b) : a * b;

    /// <summary>a · b + c with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Avx512F.IsSupported ? Avx512F.FusedMultiplyAdd(a, b, c) : Vector512.FusedMultiplyAdd(a, b, c);

    /// <summary>Of a NaN, either operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported ? Avx512F.Min(a, b) : Vector512.MinNative(a, b);

    /// <inheritdoc cref="Min(Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Avx512F.IsSupported ? Avx512F.Max(a, b) : Vector512.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Load(double* at) => Avx512F.IsSupported ? Avx512F.LoadVector512(at) : Vector512.Load(at);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Divide(Vector512<double> a, Vector512<double> b) => Avx512F.IsSupported ? Avx512F.Divide(a, b) : a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sqrt(Vector512<double> a) => Avx512F.IsSupported ? Avx512F.Sqrt(a) : Vector512.Sqrt(a);

    /// <summary>To the nearest whole number, of two the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Round(Vector512<double> a) => Avx512F.IsSupported ? Avx512F.RoundScale(a, 0) : Vector512.Round(a);

    /// <inheritdoc cref="Min(Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Min(Vector512<double> a, Vector512<double> b) => Avx512F.IsSupported ? Avx512F.Min(a, b) : Vector512.MinNative(a, b);

    /// <inheritdoc cref="Min(Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Max(Vector512<double> a, Vector512<double> b) => Avx512F.IsSupported ? Avx512F.Max(a, b) : Vector512.MaxNative(a, b);
}
