using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Tests.Blocks;

/// <summary>All 256 codes of each 8-bit float, by what the formats say of them, and both ways of decoding them.</summary>
public class EveryFloat8
{
    [Fact]
    public void OfFourBitsOfExponentHasNoInfinities() =>
        MustBe<F8_E4M3>("f8_e4m3", code => (code & 0x7f) == 0x7f ? double.NaN : Value(code, exponentBits: 4, bias: 7));

    [Fact]
    public void OfFiveBitsOfExponentHasInfinities() =>
        MustBe<F8_E5M2>("f8_e5m2", code => (code & 0x7f) switch
        {
            < 0x7c => Value(code, exponentBits: 5, bias: 15),
            0x7c => code < 0x80 ? double.PositiveInfinity : double.NegativeInfinity,
            _ => double.NaN,
        });

    [Fact]
    public void OfAnExponentAloneIsAPowerOfTwo() =>
        MustBe<F8_E8M0>("f8_e8m0", code => code == 0xff ? double.NaN : Math.Pow(2, code - 127));

    [Theory]
    [InlineData("f8_e4m3", 0x7e, 448f)]
    [InlineData("f8_e4m3", 0x01, 0.001953125f)]
    [InlineData("f8_e4m3", 0xb8, -1f)]
    [InlineData("f8_e5m2", 0x7b, 57344f)]
    [InlineData("f8_e5m2", 0x01, 1.52587890625e-5f)]
    [InlineData("f8_e5m2", 0xbc, -1f)]
    public void IsWhatThePublishedTablesSay(string type, byte code, float expected)
    {
        var weight = new float[1];
        WeightTypes.Find(type)!.Decoder!.Decode([code], weight);
        Assert.Equal(expected, weight[0]);
    }

    /// <summary>A sign, an exponent and a mantissa; where the exponent is zero, the mantissa has no leading one.</summary>
    private static double Value(int code, int exponentBits, int bias)
    {
        var mantissaBits = 7 - exponentBits;
        var exponent = code >> mantissaBits & (1 << exponentBits) - 1;
        var fraction = (code & (1 << mantissaBits) - 1) / (double)(1 << mantissaBits);
        var magnitude = exponent == 0 ? fraction * Math.Pow(2, 1 - bias) : (1 + fraction) * Math.Pow(2, exponent - bias);
        return code < 0x80 ? magnitude : -magnitude;
    }

    private static void MustBe<T>(string name, Func<int, double> value)
        where T : unmanaged, IWeightBlock<T>
    {
        byte[] codes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        var decoded = new float[codes.Length];
        WeightTypes.Find(name)!.Decoder!.Decode(codes, decoded);
        var blocks = MemoryMarshal.Cast<byte, T>(codes.AsSpan());
        for (var code = 0; code < codes.Length; code++)
        {
            var expected = Bits((float)value(code));
            Assert.Equal((code, expected), (code, Bits(decoded[code])));
            Assert.Equal((code, expected), (code, Bits(T.Decode(in blocks[code], 0))));
        }
    }

    /// <summary>With every NaN the same.</summary>
    private static int Bits(float value) => BitConverter.SingleToInt32Bits(float.IsNaN(value) ? float.NaN : value);
}
