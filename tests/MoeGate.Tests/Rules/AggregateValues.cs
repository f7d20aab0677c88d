using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class AggregateValues
{
    [Theory]
    [InlineData("min", 1)]
    [InlineData("max", 9)]
    [InlineData("sum", 20)]
    [InlineData("mean", 4)]
    [InlineData("median", 3)]
    [InlineData("p50", 3)]
    [InlineData("p0", 1)]
    [InlineData("p100", 9)]
    [InlineData("p25", 2)]
    [InlineData("p90", 7.4)]
    [InlineData("std", 2.8284271247461903)]
    public void AreThoseOfNumPy(string aggregate, double value) =>
        Assert.Equal(value, Aggregate.Parse(aggregate)!.Value.Of([5, 1, 9, 2, 3]), 1e-12);

    [Theory]
    [InlineData("median", 2.5)]
    [InlineData("p75", 3.25)]
    public void OfAnEvenNumberLieBetween(string aggregate, double value) => Assert.Equal(value, Aggregate.Parse(aggregate)!.Value.Of([4, 1, 3, 2]), 1e-12);

    [Theory]
    [InlineData("min >= 4", Outcome.Fail, 1.0, "blk.1")]
    [InlineData("max >= 4", Outcome.Pass, 9.0, "blk.2")]
    [InlineData("mean >= 4", Outcome.Pass, 5.0, "model")]
    [InlineData("sum >= 16", Outcome.Fail, 15.0, "model")]
    [InlineData("median >= 5.5", Outcome.Fail, 5.0, "model")]
    [InlineData("each >= 2", Outcome.Fail, 1.0, "blk.1")]
    [InlineData("count >= 4", Outcome.Fail, 3.0, "model")]
    public void DecideAndNameWhereTheyStand(string assertion, Outcome outcome, double actual, string subject)
    {
        var finding = RuleText.Judged($$"""{"id": "T1", "metric": "profile.tokens", "assert": "{{assertion}}"}""", Figures.OfLayers("profile.tokens", 5, 1, 9));
        Assert.Equal((outcome, actual, subject), (finding.Outcome, finding.Actual, finding.Subject.Name));
    }

    [Fact]
    public void OfEqualSubjectsNameTheLowestLayer()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 4"}""", Figures.OfLayers("profile.tokens", 5, 1, 1));
        Assert.Equal("blk.1", finding.Subject.Name);
        Assert.Equal(2, finding.Beyond);
    }

    [Fact]
    public void NameAtMostTenOfTheWorst()
    {
        var figures = Figures.OfLayers("profile.tokens", [.. Enumerable.Range(0, 30).Select(i => (MoeGate.Metrics.Reading)(100 - i))]);
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 400"}""", figures);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"blk.{29 - i}"), finding.Worst.Select(w => w.Subject.Name));
        Assert.Equal(30, finding.Beyond);
    }
}
