using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>A tensor of q4_K, from the file to the figure.</summary>
public class QuantizedFile
{
    private const string Up = "blk.0.ffn_up";

    [Theory]
    [InlineData(1024, 6)]
    [InlineData(512 * 1024, 2)] // a row that is read in pieces
    public void HasTheFiguresOfItsWeights(int columns, int rows)
    {
        using var folder = new TestFolder();
        var type = WeightTypes.Find("q4_K")!;
        var blocks = Blocks(type, columns * rows / type.Length);
        var weights = StoredBlocks.Defined(type, blocks);
        var path = folder.Write("m.gguf", new GgufBuilder().Tensor(Up + ".weight", type, [columns, rows], blocks).Build());
        var measured = Measured.By("--candidate", path);
        Assert.Equal(weights.Min(), measured.Value("weight.min", Up));
        Assert.Equal(weights.Max(), measured.Value("weight.max", Up));
        Assert.Equal(weights.Average(w => (double)w), measured.Value("weight.mean", Up), 12);
        var sorted = weights.Order().ToArray();
        Assert.Equal(((double)sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2, measured.Value("weight.median", Up));
    }

    /// <summary>Random codes and scales, under 2⁻⁸ and 2⁻⁷.</summary>
    private static byte[] Blocks(WeightType type, int count)
    {
        var blocks = StoredBlocks.Random(type, count, seed: 4);
        for (var b = 0; b < count; b++) new byte[] { 0x00, 0x1c, 0x00, 0x20 }.CopyTo(blocks, b * type.Bytes);
        return blocks;
    }
}
