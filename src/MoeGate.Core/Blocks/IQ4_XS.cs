using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 256 weights of 4-bit codes for <see cref="FourBitValues">uneven values</see>, in runs of 32 with a scale of 6 bits each:
/// (d · (scale − 32)) · value. 136 bytes: half <c>d</c>; <c>scales_h</c>, the high two bits of every scale; <c>scales_l[4]</c>, the low four,
/// of even runs in the low nibbles; <c>qs[128]</c>, 16 bytes for each run, its first half in the low nibbles.
/// </summary>
public unsafe struct IQ4_XS : IWholeBlock<IQ4_XS>
{
    private readonly ushort d;
    private readonly ushort scales_h;
    private fixed byte scales_l[4];
    private fixed byte qs[128];

    public static int Length => 256;

    public static float Decode(in IQ4_XS block, int index)
    {
        var run = index >> 5;
        var scale = block.scales_l[run >> 1] >> (run & 1) * 4 & 15 | (block.scales_h >> run * 2 & 3) << 4;
        var code = block.qs[run << 4 | index & 15] >> (index >> 4 & 1) * 4 & 15;
        return HalfPrecision.ToSingle(block.d) * (scale - 32) * FourBitValues.Of(FourBitValues.NonlinearLow, FourBitValues.NonlinearHigh, code);
    }

    public static void Decode(ReadOnlySpan<IQ4_XS> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<IQ4_XS>.Decode(IQ4_XS* block, float* weights)
    {
        var d = HalfScale.Of(block->d);
        for (var run = 0; run < 8; run++, weights += 32)
        {
            var scale = d * ((block->scales_l[run >> 1] >> (run & 1) * 4 & 15 | (block->scales_h >> run * 2 & 3) << 4) - 32);
            var q = Vector128.Load(block->qs + run * 16);
            SixteenWeights.Store(FourBitValues.Of(FourBitValues.NonlinearLow, FourBitValues.NonlinearHigh, q & Vector128.Create((byte)15)), scale, weights);
            SixteenWeights.Store(FourBitValues.Of(FourBitValues.NonlinearLow, FourBitValues.NonlinearHigh, q >> 4), scale, weights + 16);
        }
    }
}
