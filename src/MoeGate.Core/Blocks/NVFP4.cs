using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Blocks;

/// <summary>
/// 64 weights of 4-bit floats, in runs of 16 with a scale of 8 bits each, an unsigned float of 4 exponent and 3 mantissa bits:
/// (scale / 2) · value, the <see cref="FourBitValues">values</see> being doubled. 36 bytes: <c>d[4]</c>; <c>qs[32]</c>, 8 bytes for each run,
/// its first half in the low nibbles.
/// </summary>
public unsafe struct NVFP4 : IWholeBlock<NVFP4>
{
    private const int NotANumber = 0x7f;
    private const int SmallestNormal = 8;
    private const int Rebias = 119 << 20 + 3;   // The exponent's bias is 7, that of a single 127; one less halves the scale.
    private const float Unit = 0.0009765625f;   // 2⁻¹⁰: half of what the last bit of a subnormal scale is worth.

    private fixed byte d[4];
    private fixed byte qs[32];

    public static int Length => 64;

    public static float Decode(in NVFP4 block, int index)
    {
        var code = block.qs[index >> 4 << 3 | index & 7] >> (index >> 3 & 1) * 4 & 15;
        return Scale(block.d[index >> 4]) * FourBitValues.Of(FourBitValues.E2M1Low, FourBitValues.E2M1High, code);
    }

    public static void Decode(ReadOnlySpan<NVFP4> blocks, Span<float> weights) => WholeBlocks.Decode(blocks, weights);

    static void IWholeBlock<NVFP4>.Decode(NVFP4* block, float* weights)
    {
        var scales = Scales(Unsafe.ReadUnaligned<uint>(block->d));
        var scale = (float*)&scales;
        var isFirstHalf = Vector128.Create(ulong.MaxValue, 0).AsByte();
        for (var run = 0; run < 4; run++, weights += 16)
        {
            // The eight bytes twice: lanes 0–7 take the low nibbles and lanes 8–15 the high ones.
            var q = Vector128.Create(Unsafe.ReadUnaligned<ulong>(block->qs + run * 8)).AsByte();
            var codes = Vector128.ConditionalSelect(isFirstHalf, q & Vector128.Create((byte)15), q >> 4);
            SixteenWeights.Store(FourBitValues.Of(FourBitValues.E2M1Low, FourBitValues.E2M1High, codes), scale[run], weights);
        }
    }

    /// <summary>Half of the scale; its NaN is 0, as ggml has it.</summary>
    private static float Scale(int bits)
    {
        var magnitude = bits & 0x7f;
        var value = magnitude < SmallestNormal ? BitConverter.SingleToInt32Bits(magnitude * Unit) : (magnitude << 20) + Rebias;
        return BitConverter.Int32BitsToSingle(bits == NotANumber ? 0 : value);
    }

    /// <summary>Four at once; every lane does what <see cref="Scale"/> does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Scales(uint packed)
    {
        var bits = Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(packed).AsByte())).AsInt32();
        var magnitude = bits & Vector128.Create(0x7f);
        var subnormal = (Vector128.ConvertToSingle(magnitude) * Vector128.Create(Unit)).AsInt32();
        var normal = (magnitude << 20) + Vector128.Create(Rebias);
        var value = Vector128.ConditionalSelect(Vector128.LessThan(magnitude, Vector128.Create(SmallestNormal)), subnormal, normal);
        return Vector128.AndNot(value, Vector128.Equals(bits, Vector128.Create(NotANumber))).AsSingle();
    }
}
