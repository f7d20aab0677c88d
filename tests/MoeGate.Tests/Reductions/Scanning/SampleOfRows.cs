using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions.Scanning;

public class SampleOfRows
{
    private const int Rows = 50;

    // Each row holds its own number, so that figures tell which rows were read.
    private static readonly float[] values = [.. Enumerable.Range(0, Rows * 3).Select(i => (float)(i / 3))];

    [Fact]
    public void IsOfSoManyRowsDrawnOnce()
    {
        using var folder = new TestFolder();
        var rows = Drawn(folder, "10", "1");
        Assert.Equal(10, rows.Length);
        Assert.Equal(rows, rows.Distinct().Order());
        Assert.All(rows, r => Assert.InRange(r, 0, Rows - 1));
        Assert.Equal(rows, Drawn(folder, "10", "1"));
        Assert.NotEqual(rows, Drawn(folder, "10", "2"));
    }

    [Fact]
    public void LeavesNoRowOut()
    {
        using var folder = new TestFolder();
        Assert.Equal(Rows, Enumerable.Range(0, 12).SelectMany(seed => Drawn(folder, "25", $"{seed}")).Distinct().Count());
    }

    [Theory]
    [InlineData("50")]
    [InlineData("51")]
    [InlineData("9223372036854775807")]
    public void OfAtLeastAsManyAsThereAreIsAll(string count)
    {
        using var folder = new TestFolder();
        var path = Write(folder);
        var (all, sample) = (Measured.By("--candidate", path), Measured.By("--candidate", path, "--sample", count));
        Assert.Equal(all.Of("blk.0.ffn_up"), sample.Of("blk.0.ffn_up"));
        Assert.Equal(24.5, sample.Value("weight.mean", "blk.0.ffn_up"));
    }

    [Fact]
    public void IsSaidInTheResults()
    {
        using var folder = new TestFolder();
        var path = Write(folder);
        var evidence = Measured.By("--candidate", path, "--sample", "10", "--seed", "3").Document["evidence"]!.AsArray();
        Assert.Equal("10 rows of each tensor, and of each expert of stacked ones, seed 3", (string)Assert.Single(evidence, e => (string)e!["role"]! == "sample")!["value"]!);
        Assert.DoesNotContain(Measured.By("--candidate", path).Document["evidence"]!.AsArray(), e => (string)e!["role"]! == "sample");
    }

    [Theory]
    [InlineData("--sample", "0", "--sample 0 is not a whole number from 1")]
    [InlineData("--sample", "-1", "--sample -1 is not a whole number from 1")]
    [InlineData("--sample", "1.5", "--sample 1.5 is not a whole number from 1")]
    [InlineData("--sample", "9223372036854775808", "--sample 9223372036854775808 is not a whole number from 1")]
    [InlineData("--threads", "0", "--threads 0 is not a whole number from 1 to 1024")]
    [InlineData("--threads", "x", "--threads x is not a whole number from 1 to 1024")]
    [InlineData("--threads", "1025", "--threads 1025 is not a whole number from 1 to 1024")]
    public void OfAnOddNumberIsRefused(string option, string value, string fault)
    {
        using var folder = new TestFolder();
        var path = Write(folder);
        Refused.With(Moegate.Run("measure", "--candidate", path, option, value), Refused.AsUsage, fault);
        Refused.With(Moegate.Run("analyze", "weights", path, option, value), Refused.AsUsage, fault);
    }

    /// <summary>The numbers of the rows that were read, for tensors of as many rows are read alike.</summary>
    private static int[] Drawn(TestFolder folder, string count, string seed)
    {
        // One tensor for each row: a single one there, zeros elsewhere; a row was read where its tensor is not all zero.
        var file = new SafetensorsBuilder();
        for (var row = 0; row < Rows; row++) file.Tensor($"model.layers.{row}.mlp.up_proj.weight", [Rows, 1], [.. Enumerable.Range(0, Rows).Select(r => r == row ? 1f : 0)]);
        var path = folder.Write("m.safetensors", file.Build());
        var measured = Measured.By("--candidate", path, "--sample", count, "--seed", seed);
        return [.. Enumerable.Range(0, Rows).Where(row => measured.Value("weight.max", $"blk.{row}.ffn_up") == 1)];
    }

    private static string Write(TestFolder folder) => folder.Write("blk_0_ffn_up_weight.f32bin", F32Bin.Of(Rows, 3, values));
}
