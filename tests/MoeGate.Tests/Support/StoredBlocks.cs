using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Tests.Support;

/// <summary>Blocks of any type that has a decoder, by its name, and both ways of decoding them.</summary>
internal static class StoredBlocks
{
    /// <summary>All bits set or none, and halves that are infinite, not a number, zero or subnormal: what scales should not be, little-endian.</summary>
    public static IReadOnlyList<ushort> Specials { get; } = [0x0000, 0xffff, 0x7c00, 0xfc00, 0x7e00, 0x7c01, 0x8000, 0x0001, 0x83ff, 0x0400, 0x7bff];

    /// <summary>Names of the types that have a decoder.</summary>
    public static IEnumerable<string> Types => WeightTypes.All.Where(t => t.Decoder is not null).Select(t => t.Name);

    /// <summary>Those that ggml has a decoder for too: plain numbers besides floats have none there.</summary>
    public static IEnumerable<string> TypesOfGgml => Types.Where(t => WeightTypes.Find(t) is { Id: not null } type && (type.IsQuantized || type.Name is "f32" or "f16" or "bf16"));

    /// <summary>The struct of a type.</summary>
    public static Type StructOf(WeightType type) => type.Decoder!.GetType().GetGenericArguments()[0];

    public static byte[] Random(WeightType type, int blocks, int seed)
    {
        var bytes = new byte[blocks * type.Bytes];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>
    /// Random blocks, of which each has one of the specials at one place: every special comes to every aligned place, and to the end,
    /// where some types have their scale.
    /// </summary>
    public static byte[] WithSpecials(WeightType type, int seed)
    {
        var places = Enumerable.Range(0, type.Bytes / 2).Select(p => 2 * p).ToList();
        var bytes = Random(type, places.Count * Specials.Count, seed);
        for (var block = 0; block < places.Count * Specials.Count; block++)
        {
            var special = Specials[block % Specials.Count];
            var at = block * type.Bytes + places[block / Specials.Count];
            bytes[at] = (byte)special;
            bytes[at + 1] = (byte)(special >> 8);
        }

        return bytes;
    }

    /// <summary>As the product decodes them: all at once.</summary>
    public static float[] Decoded(WeightType type, byte[] blocks)
    {
        var weights = new float[blocks.Length / type.Bytes * type.Length];
        type.Decoder!.Decode(blocks, weights);
        return weights;
    }

    /// <summary>By the definition: one weight after the other.</summary>
    public static float[] Defined(WeightType type, byte[] blocks) =>
        (float[])typeof(StoredBlocks).GetMethod(nameof(Each))!.MakeGenericMethod(StructOf(type)).Invoke(null, [blocks])!;

    public static float[] Each<T>(byte[] bytes)
        where T : unmanaged, IWeightBlock<T>
    {
        var blocks = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        var weights = new float[blocks.Length * T.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = T.Decode(in blocks[i / T.Length], i % T.Length);
        return weights;
    }

    /// <summary>The same bits, the sign of zero included; of a NaN that it is one.</summary>
    public static void MustBeSame(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, string of)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (float.IsNaN(expected[i]) ? float.IsNaN(found[i]) : BitConverter.SingleToInt32Bits(expected[i]) == BitConverter.SingleToInt32Bits(found[i])) continue;
            Assert.Fail($"{of}: weight {i} is {found[i]:R}, not {expected[i]:R} ({BitConverter.SingleToInt32Bits(found[i]):x8}, not {BitConverter.SingleToInt32Bits(expected[i]):x8})");
        }
    }
}
