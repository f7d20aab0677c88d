using System.Runtime.InteropServices;
using MoeGate.Blocks;

namespace MoeGate.Tests.Support;

/// <summary>Weights as a file stores them, and what they are without this product's decoders.</summary>
internal sealed record Stored(WeightType Type, byte[] Bytes, float[] Weights)
{
    public static Stored F32(params float[] weights) => new(WeightTypes.F32, MemoryMarshal.AsBytes(weights.AsSpan()).ToArray(), weights);

    public static Stored F64(params double[] weights) => new(WeightTypes.F64, SmallModel.Bytes(weights), [.. weights.Select(w => (float)w)]);

    /// <summary>Quantized and decoded by ggml; skips the test where it is not installed.</summary>
    public static Stored In(string type, float[] weights, int columns)
    {
        Assert.SkipUnless(Ggml.IsInstalled, "the npm tools are not installed: npm ci --ignore-scripts in tests/tools");
        var (stored, decoded) = (WeightTypes.Find(type)!, new float[weights.Length]);
        var bytes = Ggml.Quantize(stored.Id!.Value, weights, columns, Enumerable.Repeat(1f, columns).ToArray());
        Ggml.Decode(stored.Id!.Value, bytes, decoded);
        return new(stored, bytes, decoded);
    }

    /// <summary>Independent Gaussian weights.</summary>
    public static float[] Draw(int count, int seed, double scale = 0.02)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble())))];
    }
}
