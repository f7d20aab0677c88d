using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace MoeGate.Blocks;

/// <summary>The upper half of an IEEE single. 2 bytes.</summary>
public readonly struct BF16(ushort bits) : IWeightBlock<BF16>
{
    private ushort Bits => bits;

    public static int Length => 1;

    public static float Decode(in BF16 block, int index) => BitConverter.Int32BitsToSingle(block.Bits << 16);

    /// <summary>Sixteen at a time: widened to 32 bits and shifted into place.</summary>
    public static unsafe void Decode(ReadOnlySpan<BF16> blocks, Span<float> weights)
    {
        var i = 0;
        fixed (BF16* stored = blocks)
        fixed (float* to = weights[..blocks.Length])
        {
            for (; i <= blocks.Length - 16; i += 16)
            {
                var bits = Vector256.Load((ushort*)(stored + i));
                if (Avx512F.IsSupported)
                {
                    Avx512F.Store(to + i, Avx512F.ShiftLeftLogical(Avx512F.ConvertToVector512Int32(bits), 16).AsSingle());
                    continue;
                }

                var (low, high) = Vector256.Widen(bits);
                (low << 16).AsSingle().Store(to + i);
                (high << 16).AsSingle().Store(to + i + 8);
            }
        }

        for (; i < blocks.Length; i++) weights[i] = Decode(in blocks[i], 0);
    }
}
