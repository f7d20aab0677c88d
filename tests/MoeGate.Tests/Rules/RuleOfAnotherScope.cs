using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class RuleOfAnotherScope
{
    private static readonly MetricSet metrics = Figures.Of("profile.tokens", (Subject.OfLayer(0), 1), (Subject.OfLayer(1), 3), (Subject.Model, 2));

    [Fact]
    public void SeesThatScopeAlone()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 1.5", "scope": "model"}""", metrics);
        Assert.Equal((2.0, 1, "model"), (finding.Actual, finding.Judged, finding.Subject.Name));
    }

    [Fact]
    public void IsTheHomeScopeWhereNoneIsNamed()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": "mean >= 2"}""", metrics);
        Assert.Equal((2.0, 2), (finding.Actual, finding.Judged));
    }
}
