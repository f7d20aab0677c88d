using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>The bits above the nibbles of q5_0 and q5_1: bit i of the four bytes belongs to weight i.</summary>
internal static unsafe class FifthBits
{
    /// <summary>Sixteen of them, from two bytes: 16 where the bit is set, or else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Sixteen(byte* at)
    {
        // Lanes 0–7 take the first byte and lanes 8–15 the second; then each looks at its own bit.
        var bytes = Vector128.ShuffleNative(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ushort>(at)).AsByte(), Vector128.Create((byte)0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
        var own = Vector128.Create(0x8040_2010_0804_0201).AsByte();
        return Vector128.Equals(bytes & own, own) & Vector128.Create((byte)16);
    }
}
