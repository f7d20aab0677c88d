using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>The upper half of an IEEE single. 2 bytes.</summary>
public readonly struct BF16(ushort bits) : IWeightBlock<BF16>
{
    private ushort Bits => bits;

    public static int Length => 1;

    public static float Decode(in BF16 block, int index) => BitConverter.Int32BitsToSingle(block.Bits << 16);

    /// <summary>Sixteen at a time: widened to 32 bits and shifted into place.</summary>
    public static void Decode(ReadOnlySpan<BF16> blocks, Span<float> weights)
    {
        var stored = MemoryMarshal.Cast<BF16, ushort>(blocks);
        weights = weights[..stored.Length];
        var i = 0;
        for (; i <= stored.Length - Vector256<ushort>.Count; i += Vector256<ushort>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.Create(stored[i..]));
            (low << 16).AsSingle().CopyTo(weights[i..]);
            (high << 16).AsSingle().CopyTo(weights[(i + Vector256<float>.Count)..]);
        }

        for (; i < stored.Length; i++) weights[i] = Decode(in blocks[i], 0);
    }
}
