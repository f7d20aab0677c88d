using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class ValuesThatDoNotApply
{
    private static readonly Reading without = Reading.NotApplicable("every token uses every expert");

    [Fact]
    public void AreLeftOutAndCounted()
    {
        var finding = Judge("mean >= 6", 5, without, 7);
        Assert.Equal((Outcome.Pass, 6.0, 2, 1), (finding.Outcome, finding.Actual, finding.Judged, finding.LeftOut));
        Assert.Contains("(1 not applicable)", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AreNotPartOfACount() => Assert.Equal(2, Judge("count >= 2", 5, without, 7).Actual);

    [Fact]
    public void ByThemselvesMakeTheRuleNotApplicable()
    {
        var finding = Judge("min >= 6", without, without);
        Assert.Equal(Outcome.NotApplicable, finding.Outcome);
        Assert.Equal("profile.tokens: not applicable: every token uses every expert", finding.Message);
    }

    [Fact]
    public void DoNotHideAMissingOne() => Assert.Equal(Outcome.NoData, Judge("min >= 6", without, Reading.Missing("x")).Outcome);

    private static Finding Judge(string assertion, params Reading[] readings) =>
        RuleText.Judged($$"""{"id": "T1", "metric": "profile.tokens", "assert": "{{assertion}}"}""", Figures.OfLayers("profile.tokens", readings));
}
