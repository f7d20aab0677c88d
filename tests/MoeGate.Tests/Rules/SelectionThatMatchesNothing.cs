using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class SelectionThatMatchesNothing
{
    [Fact]
    public void IsNoData()
    {
        var finding = Judge("min >= 1");
        Assert.Equal((Outcome.NoData, Level.Error), (finding.Outcome, finding.Level));
        Assert.Equal("profile.tokens: no data: selects nothing: no layer of 2 measured has layer 9", finding.Message);
    }

    [Theory]
    [InlineData("count <= 0", Outcome.Pass)]
    [InlineData("count >= 1", Outcome.Fail)]
    public void IsACountOfZero(string assertion, Outcome outcome)
    {
        var finding = Judge(assertion);
        Assert.Equal((outcome, 0.0), (finding.Outcome, finding.Actual));
    }

    [Fact]
    public void IsNoDataEvenForACountOfWhatWasNotMeasured()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.dead", "assert": "count <= 0"}""", Figures.OfLayers("profile.tokens", 1));
        Assert.Equal(Outcome.NoData, finding.Outcome);
        Assert.StartsWith("profile.dead: no data: nothing was measured", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DoesNotFindAnotherScope()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 1", "scope": "model"}""", Figures.OfLayers("profile.tokens", 1));
        Assert.Equal(Outcome.NoData, finding.Outcome);
    }

    private static Finding Judge(string assertion) =>
        RuleText.Judged($$"""{"id": "T1", "metric": "profile.tokens", "assert": "{{assertion}}", "select": {"layer": 9} }""", Figures.OfLayers("profile.tokens", 5, 6));
}
