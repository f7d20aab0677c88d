using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Tests.Formats;

/// <summary>Doubles and integers are weights too, rounded to a single.</summary>
public class PlainNumbers
{
    [Fact]
    public void AreRoundedToASingle()
    {
        Decodes(WeightTypes.F64, [0.1, -1e300, double.NaN, 1e-300, 16777217.0], [0.1f, float.NegativeInfinity, float.NaN, 0, 16777216f]);
        Decodes(WeightTypes.F32, [0.1f, float.NaN, -0f], [0.1f, float.NaN, -0f]);
        Decodes(WeightTypes.I8, [sbyte.MinValue, (sbyte)-1, sbyte.MaxValue], [-128, -1, 127]);
        Decodes(WeightTypes.I16, [short.MinValue, (short)-1, short.MaxValue], [-32768, -1, 32767]);
        Decodes(WeightTypes.I32, [int.MinValue, 16777217, int.MaxValue], [-2147483648f, 16777216f, 2147483648f]);
        Decodes(WeightTypes.I64, [long.MinValue, 1L, long.MaxValue], [-9223372036854775808f, 1, 9223372036854775808f]);
    }

    [Fact]
    public void ComeInWholeBlocks() =>
        Assert.Throws<ArgumentException>(() => WeightTypes.F64.Decoder!.Decode(new byte[9], new float[2]));

    private static void Decodes<T>(WeightType type, T[] stored, float[] expected)
        where T : unmanaged
    {
        var weights = new float[stored.Length];
        type.Decoder!.Decode(MemoryMarshal.AsBytes(stored.AsSpan()), weights);
        Assert.Equal(expected, weights);
        Assert.Equal(type.Bytes, Marshal.SizeOf<T>());
    }
}
