using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Tests.Formats;

/// <summary>All 65536 patterns of the 16-bit types, and both ways of decoding them.</summary>
public class EveryHalf
{
    private static readonly ushort[] patterns = [.. Enumerable.Range(0, 65536).Select(i => (ushort)i)];

    [Fact]
    public void IsDecodedAsThePlatformDoes()
    {
        var decoded = Decoded(WeightTypes.F16);
        for (var i = 0; i < patterns.Length; i++)
        {
            var expected = (float)BitConverter.UInt16BitsToHalf(patterns[i]);
            Same(expected, decoded[i], i);
            Same(expected, F16.Decode(new F16(patterns[i]), 0), i);
        }
    }

    [Fact]
    public void OfBrainFloatsIsTheUpperHalfOfASingle()
    {
        var decoded = Decoded(WeightTypes.BF16);
        for (var i = 0; i < patterns.Length; i++)
        {
            Assert.Equal(i << 16, BitConverter.SingleToInt32Bits(decoded[i]));
            Assert.Equal(i << 16, BitConverter.SingleToInt32Bits(BF16.Decode(new BF16(patterns[i]), 0)));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    public void IsDecodedInARunOfAnyLength(int length)
    {
        var half = new float[length];
        WeightTypes.F16.Decoder!.Decode(MemoryMarshal.AsBytes(patterns.AsSpan(0x3c00, length)), half);
        Assert.Equal(patterns[0x3c00..(0x3c00 + length)].Select(p => (float)BitConverter.UInt16BitsToHalf(p)), half);
        var brain = new float[length];
        WeightTypes.BF16.Decoder!.Decode(MemoryMarshal.AsBytes(patterns.AsSpan(0x3f80, length)), brain);
        Assert.Equal(patterns[0x3f80..(0x3f80 + length)].Select(p => BitConverter.Int32BitsToSingle(p << 16)), brain);
    }

    private static float[] Decoded(WeightType type)
    {
        var weights = new float[patterns.Length];
        type.Decoder!.Decode(MemoryMarshal.AsBytes(patterns.AsSpan()), weights);
        return weights;
    }

    /// <summary>The bits, but not those of a NaN: what travels inside of it no figure can see.</summary>
    private static void Same(float expected, float found, int pattern)
    {
        if (float.IsNaN(expected)) Assert.True(float.IsNaN(found), $"{pattern:X4}");
        else Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(found));
    }
}
