using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Benchmarks.Device;

/// <summary>
/// Stored blocks of any type, as models could have them: floats are Gaussian, and of blocks with scales those are taken, out of random
/// bytes, whose weights are neither too large nor too small, for weights that are not finite take other paths.
/// </summary>
internal static class StoredBlocks
{
    private const int Weights = 1 << 16;
    private const int Patience = 1 << 16;
    private const float Least = 1e-4f, Most = 1;

    private static readonly Dictionary<WeightType, byte[]> known = [];

    /// <summary>So many bytes: some blocks, again and again.</summary>
    public static void Fill(WeightType type, Span<byte> stored)
    {
        var blocks = Of(type);
        for (; stored.Length > 0; stored = stored[Math.Min(blocks.Length, stored.Length)..]) blocks.AsSpan(0, Math.Min(blocks.Length, stored.Length)).CopyTo(stored);
    }

    /// <summary>Some blocks.</summary>
    public static byte[] Of(WeightType type)
    {
        if (!known.TryGetValue(type, out var blocks)) known.Add(type, blocks = Draw(type, new Random(1)));
        return blocks;
    }

    /// <summary>Their weights.</summary>
    public static float[] Decoded(WeightType type)
    {
        var weights = new float[Weights];
        type.Decoder!.Decode(Of(type), weights);
        return weights;
    }

    private static byte[] Draw(WeightType type, Random random) => type.Name switch
    {
        "f32" => MemoryMarshal.AsBytes(Gaussian(random).AsSpan()).ToArray(),
        "f16" => MemoryMarshal.AsBytes(Gaussian(random).Select(w => (Half)w).ToArray().AsSpan()).ToArray(),
        "bf16" => MemoryMarshal.AsBytes(Gaussian(random).Select(w => (ushort)(BitConverter.SingleToUInt32Bits(w) >> 16)).ToArray().AsSpan()).ToArray(),
        _ => Chosen(type, random),
    };

    private static float[] Gaussian(Random random)
    {
        var weights = new float[Weights];
        for (var i = 0; i < weights.Length; i++) weights[i] = (float)(0.02 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
        return weights;
    }

    private static byte[] Chosen(WeightType type, Random random)
    {
        var blocks = new byte[type.BytesOf(Weights)];
        var weights = new float[type.Length];
        for (var at = 0; at < blocks.Length; at += type.Bytes)
        {
            var block = blocks.AsSpan(at, type.Bytes);
            var tries = 0;
            do
            {
                random.NextBytes(block);
                type.Decoder!.Decode(block, weights);
            }
            while (!IsPlausible(weights, type) && ++tries < Patience);
            if (tries == Patience) throw new InvalidOperationException($"no block of {type} has plausible weights");
        }

        return blocks;
    }

    /// <summary>Whole numbers are what they are.</summary>
    private static bool IsPlausible(float[] weights, WeightType type)
    {
        if (type.Name is "i8" or "i16" or "i32" or "i64") return true;
        var largest = weights.Max(Math.Abs);
        return weights.All(float.IsFinite) && largest is >= Least and <= Most;
    }
}
