using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Blocks;

/// <summary>Signed bytes in the lanes of floats: where SIMD decoders of low-bit types end up.</summary>
internal static unsafe class SignedBytes
{
    /// <summary>Eight of them, the lowest byte in the first lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Widen(ulong eight)
    {
        var bytes = Vector128.CreateScalarUnsafe(eight).AsSByte();
        if (Avx2.IsSupported) return Avx2.ConvertToVector256Int32(bytes);
        var (low, high) = Vector128.Widen(Vector128.WidenLower(bytes));
        return Vector256.Create(low, high);
    }

    /// <inheritdoc cref="Widen"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToFloats(ulong eight) => Vector256.ConvertToSingle(Widen(eight));

    /// <summary>Sixteen of them times a scale, lane after lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<sbyte> sixteen, Vector256<float> scale, float* to)
    {
        var (low, high) = Vector256.Widen(Vector256.Create(Vector128.WidenLower(sixteen), Vector128.WidenUpper(sixteen)));
        (Vector256.ConvertToSingle(low) * scale).Store(to);
        (Vector256.ConvertToSingle(high) * scale).Store(to + 8);
    }

    /// <summary>Thirty-two of them times a scale, lane after lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<sbyte> thirtyTwo, Vector256<float> scale, float* to)
    {
        Store(thirtyTwo.GetLower(), scale, to);
        Store(thirtyTwo.GetUpper(), scale, to + 16);
    }
}
