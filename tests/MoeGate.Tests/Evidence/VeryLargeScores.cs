using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Finite scores whose sums are not.</summary>
public class VeryLargeScores
{
    private static readonly string profile = SmallProfile.Of(
        SmallProfile.Layer(0, 10, [9, 6, 4, 1], [1.7e308, 1.6e308, 1.5e308, 1.4e308]),
        SmallProfile.Layer(1, 10, [9, 6, 4, 1], [1.7e308, 1.6e308, 1.5e308, 1.4e308]),
        SmallProfile.Layer(2, 10, [9, 6, 4, 1], [5e-324, 1.7e308, 5e-324, 0]));

    private static string Other => profile.Replace("[9, 6, 4, 1]", "[9, 5, 5, 1]", StringComparison.Ordinal);

    [Theory]
    [InlineData("--keep", "0.5")]
    [InlineData("--keep", "4")]
    public void AreMeasuredWithoutAnInfiniteValue(string option, string value)
    {
        using var folder = new TestFolder();
        var (path, other) = (folder.Write("stats.json", profile), folder.Write("other.json", Other));
        var run = Moegate.Run("measure", "--experts", path, "--held-out", other, option, value, "--report", "json");
        Assert.Equal("", run.Error);
        Assert.Contains("the figures are too large or too small to compute it", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfShardsAreMeasuredWithoutAnInfiniteValue()
    {
        using var folder = new TestFolder();
        var first = folder.Write("a.json", profile);
        var second = folder.Write("b.json", Other);
        var run = Moegate.Run("measure", "--experts", first, "--experts", second, "--keep", "0.5", "--report", "json");
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("mean >= 1")]
    [InlineData("sum <= 1")]
    [InlineData("std <= 1")]
    public void AreNoDataForAnAggregateThatIsNotFinite(string assertion)
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", profile);
        var path = folder.Write("moegate.json", $$"""
            { "evidence": { "experts": "stats.json" }, "rules": [{ "id": "T1", "metric": "saliency.max", "assert": "{{assertion}}" }] }
            """);
        var run = Moegate.Run("check", path, "--report", "json");
        Assert.Equal("", run.Error);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("\"outcome\":\"noData\"", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void AreAnalyzed()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("analyze", "experts", folder.Write("stats.json", profile));
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
    }
}
