using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Blocks;

/// <summary>ggml itself, on blocks that nobody has chosen.</summary>
public class LiveGgml
{
    public static TheoryData<string> Types => new(StoredBlocks.TypesOfGgml);

    [Theory]
    [MemberData(nameof(Types))]
    public void DecodesRandomBlocksAlike(string name)
    {
        var type = Installed(name);
        for (var seed = 1; seed <= 8; seed++) Same(type, StoredBlocks.Random(type, 512, seed), $"random blocks {seed}");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void DecodesStrangeScalesAlike(string name)
    {
        var type = Installed(name);
        Same(type, StoredBlocks.WithSpecials(type, seed: 9), "specials");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void DecodesWhatItQuantizedAlike(string name)
    {
        var type = Installed(name);
        const int columns = 1024;
        for (var seed = 1; seed <= 3; seed++)
        {
            var random = new Random(seed);
            // 0.02 is how large weights are, and makes subnormal scales.
            var rows = Enumerable.Range(0, 8 * columns).Select(_ => (float)(Gaussian(random) * 0.02)).ToArray();
            var importance = Enumerable.Range(0, columns).Select(_ => (float)(0.1 + random.NextDouble())).ToArray();
            Same(type, Ggml.Quantize((int)type.Id!, rows, columns, importance), $"quantized rows {seed}");
        }
    }

    private static WeightType Installed(string name)
    {
        Assert.SkipUnless(Ggml.IsInstalled, "ggml's library is not installed: npm ci --ignore-scripts in tests/tools");
        return WeightTypes.Find(name)!;
    }

    private static void Same(WeightType type, byte[] blocks, string of)
    {
        var expected = new float[blocks.Length / type.Bytes * type.Length];
        Ggml.Decode((int)type.Id!, blocks, expected);
        StoredBlocks.MustBeSame(expected, StoredBlocks.Decoded(type, blocks), $"{type}, {of}");
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
