using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 256 weights of 3 bits, in runs of 16 with a scale of 6 bits each: (d · (scale − 32)) · (q − 4). 110 bytes: <c>hmask[32]</c>, where bit
/// k of all bytes is the third bit of weights 32k to 32k + 31; <c>qs[64]</c>, where bits 2k and 2k + 1 of 32 bytes are the others of
/// weights 32k to 32k + 31 of a half of the block; <c>scales[12]</c>, in whose first eight bytes are the low four bits of scales 0–7 (low
/// nibbles) and 8–15 (high), and bits 2k and 2k + 1 of whose last four are the high two of scales 4k to 4k + 3; half <c>d</c>.
/// </summary>
public unsafe struct Q3_K : IWholeBlock<Q3_K>
{
    private fixed byte hmask[32];
    private fixed byte qs[64];
    private fixed byte scales[12];
    private readonly ushort d;

    public static int Length => 256;

    public static float Decode(in Q3_K block, int index)
    {
        var run = index >> 4;
        var scale = block.scales[run & 7] >> (run >> 3) * 4 & 15 | (block.scales[8 + (run & 3)] >> (run >> 2) * 2 & 3) << 4;
        var low = block.qs[index >> 7 << 5 | index & 31] >> (index >> 5 & 3) * 2 & 3;
        var high = block.hmask[index & 31] >> (index >> 5) & 1;
        return HalfPrecision.ToSingle(block.d) * (scale - 32) * ((low | high << 2) - 4);
    }

    public static void Decode(ReadOnlySpan<Q3_K> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<Q3_K>.Decode(Q3_K* block, float* weights)
    {
        Vector512<float> scales;
        var scale = (float*)&scales;
        SixteenWeights.Store(Scales(block), HalfScale.Of(block->d), scale);
        var highFirst = Vector128.Load(block->hmask).AsUInt16();
        var highLast = Vector128.Load(block->hmask + 16).AsUInt16();
        for (var half = 0; half < 64; half += 32)
        {
            var first = Vector128.Load(block->qs + half).AsUInt16();
            var last = Vector128.Load(block->qs + half + 16).AsUInt16();
            for (var k = 0; k < 4; k++, weights += 32, scale += 2)
            {
                SixteenWeights.Store(Codes(first, highFirst), scale[0], weights);
                SixteenWeights.Store(Codes(last, highLast), scale[1], weights + 16);
                first >>= 2; // Two bytes at once: what a byte gets from its neighbour stays above the bits that are looked at.
                last >>= 2;
                highFirst >>= 1;
                highLast >>= 1;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Codes(Vector128<ushort> low, Vector128<ushort> high) =>
        (low & Vector128.Create((ushort)0x0303) | high << 2 & Vector128.Create((ushort)0x0404)).AsSByte() - Vector128.Create((sbyte)4);

    /// <summary>All sixteen, less 32: lanes 0–7 from the low nibbles, lanes 8–15 from the high ones, and the high two bits four lanes at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<sbyte> Scales(Q3_K* block)
    {
        var nibbles = Unsafe.ReadUnaligned<ulong>(block->scales);
        var pairs = Unsafe.ReadUnaligned<uint>(block->scales + 8);
        var low = Vector128.Create(nibbles, nibbles >> 4).AsByte() & Vector128.Create((byte)0x0f);
        var high = Vector128.Create(pairs << 4, pairs << 2, pairs, pairs >> 2).AsByte() & Vector128.Create((byte)0x30);
        return (low | high).AsSByte() - Vector128.Create((sbyte)32);
    }
}
