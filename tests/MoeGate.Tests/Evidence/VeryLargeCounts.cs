using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class VeryLargeCounts
{
    [Fact]
    public void PastTheRangeOfIntAreExact()
    {
        var layer = SmallProfile.Read(SmallProfile.Of(SmallProfile.Layer(0, 9007199254740993, [9007199254740993, 3], [1, 1]))).Layers[0];
        Assert.Equal([9007199254740993, 3], layer.Counts);
        Assert.Equal(9007199254740993, layer.Tokens);
    }

    [Fact]
    public void AddUpPastTheRangeOfLong()
    {
        var layer = SmallProfile.Read(SmallProfile.Of(SmallProfile.Layer(0, long.MaxValue, [long.MaxValue, long.MaxValue, long.MaxValue, 0], [1, 1, 1, 1]))).Layers[0];
        Assert.Equal(3m * long.MaxValue, layer.Routed);
        Assert.Equal(3, layer.TopK);
    }

    [Fact]
    public void LoseNoTokenInTheCheckOfTopK()
    {
        const long tokens = 4_000_000_000_000_000_000;
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", SmallProfile.Of(SmallProfile.Layer(0, tokens, [tokens, tokens - 1, 0, 0], [1, 1, 1, 1])));
        var run = Moegate.Run("check", "--experts", path, "--report", "json");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("{\"rule\":\"MG102\",\"level\":\"error\",\"outcome\":\"fail\"", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("12.0", 12)]
    [InlineData("1e3", 1000)]
    [InlineData("-0", 0)]
    public void MayBeWrittenAsAnyWholeNumber(string written, long count) =>
        Assert.Equal(count, SmallProfile.Read($$""" {"1": {"total_tokens": 2000, "activation_counts": [{{written}}], "reap": [1]} } """).Layers[0].Counts[0]);

    [Fact]
    public void OfShardsThatAddUpPastTheRangeOfLongAreRefused()
    {
        const long tokens = 6_000_000_000_000_000_000;
        using var folder = new TestFolder();
        var first = folder.Write("a.json", SmallProfile.Of(SmallProfile.Layer(0, tokens, [tokens, 1], [1, 1])));
        var second = folder.Write("b.json", SmallProfile.Of(SmallProfile.Layer(0, tokens, [tokens, 2], [1, 1])));
        Refused.With(Moegate.Run("measure", "--experts", first, "--experts", second), Refused.AsEvidence, second + ": ");
    }
}
