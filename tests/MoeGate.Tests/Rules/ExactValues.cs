using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class ExactValues
{
    private static readonly Reading exact = Reading.Exact("there is no error at all");

    [Theory]
    [InlineData("min >= 1e300")]
    [InlineData("each == 7")]
    [InlineData("mean >= 1e300")]
    public void SatisfyEveryBound(string assertion)
    {
        var finding = Judge(assertion, exact, exact);
        Assert.Equal((Outcome.Pass, null), (finding.Outcome, finding.Actual));
    }

    [Theory]
    [InlineData("min >= 5", Outcome.Pass)]
    [InlineData("min >= 6", Outcome.Fail)]
    [InlineData("mean >= 6", Outcome.Pass)]
    public void LeaveTheBoundToTheOthers(string assertion, Outcome outcome) => Assert.Equal(outcome, Judge(assertion, 5, exact, 7).Outcome);

    [Fact]
    public void AreCounted() => Assert.Equal(3, Judge("count >= 3", 5, exact, 7).Actual);

    [Fact]
    public void DoNotStandInForMissingOnes() => Assert.Equal(Outcome.NoData, Judge("min >= 1", exact, Reading.Missing("x")).Outcome);

    private static Finding Judge(string assertion, params Reading[] readings) =>
        RuleText.Judged($$"""{"id": "T1", "metric": "profile.tokens", "assert": "{{assertion}}"}""", Figures.OfLayers("profile.tokens", readings));
}
