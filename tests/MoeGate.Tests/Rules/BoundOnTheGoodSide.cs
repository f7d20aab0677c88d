using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class BoundOnTheGoodSide
{
    [Theory]
    [InlineData("pruning.vs_random", "min <= 5pp", "\"min <= 5pp\" bounds the good side of pruning.vs_random, of which higher is better; turn the operator round: min >= …")]
    [InlineData("pruning.vs_random", "p5 < 5", "\"p5 < 5\" bounds the good side of pruning.vs_random, of which higher is better; turn the operator round: p5 > …")]
    [InlineData("profile.dead", "each >= 1", "\"each >= 1\" bounds the good side of profile.dead, of which lower is better; turn the operator round: each <= …")]
    [InlineData("profile.dead", "mean > baseline", "\"mean > baseline\" bounds the good side of profile.dead, of which lower is better; turn the operator round: mean < …")]
    public void IsRefused(string metric, string text, string fault) => Assert.Equal("rules.json:1:1: " + fault, RuleText.Fault(text, metric));

    [Theory]
    [InlineData("pruning.vs_random", "std <= 5")]
    [InlineData("pruning.vs_random", "count <= 5")]
    [InlineData("pruning.vs_random", "each != 0")]
    [InlineData("profile.top_k_mismatch", "max == 0")]
    public void IsNotOneWhereTheDirectionIsNotTheMetrics(string metric, string text) => Assert.Equal(text, RuleText.Assertion(text, metric).Text);

    [Fact]
    public void IsNotOneOfAMetricWithoutDirection()
    {
        foreach (var metric in Catalog.All.Where(m => m.Better == Better.Neither))
            foreach (var text in (string[])["mean >= 1", "mean <= 1"])
                Assert.Equal(text, RuleText.Assertion(text, metric.Id).Text);
    }

    [Fact]
    public void IsRefusedForEveryMetricWithOne()
    {
        foreach (var metric in Catalog.All.Where(m => m.Better != Better.Neither))
            foreach (var aggregate in (string[])["min", "max", "mean", "median", "sum", "p10", "each"])
                Assert.Contains("bounds the good side", RuleText.Fault($"{aggregate} {(metric.Better == Better.Higher ? "<" : ">")} 1", metric.Id), StringComparison.Ordinal);
    }
}
