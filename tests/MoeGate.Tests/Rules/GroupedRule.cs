using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class GroupedRule
{
    private static readonly MetricSet sizes = Figures.Of(
        "size.fits",
        (Subject.OfMix("Q8_0", "16GiB"), 0), (Subject.OfMix("Q8_0", "24GiB"), 1), (Subject.OfMix("Q2_K", "16GiB"), 1), (Subject.OfMix("Q2_K", "24GiB"), Reading.Missing("x")));

    [Fact]
    public void GivesAVerdictForEachGroup()
    {
        var findings = Judge("""{"id": "T1", "metric": "size.fits", "assert": "min >= 1", "groupBy": "type"}""");
        Assert.Equal([("Q8_0", Outcome.Fail), ("Q2_K", Outcome.NoData)], findings.Select(f => (f.Group, f.Outcome)));
        Assert.StartsWith("Q8_0: min size.fits is 0 at model[Q8_0,16GiB]", findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("layer", "no layer")]
    [InlineData("role", "no role")]
    [InlineData("expert", "no expert")]
    public void PutsTogetherWhatHasNoSuchPart(string groupBy, string group) =>
        Assert.Equal(group, Assert.Single(Judge($$"""{"id": "T1", "metric": "size.fits", "assert": "min >= 1", "groupBy": "{{groupBy}}"}""")).Group);

    [Fact]
    public void BySubjectJudgesEachByItself() =>
        Assert.Equal(4, Judge("""{"id": "T1", "metric": "size.fits", "assert": "max >= 1", "groupBy": "subject"}""").Count);

    [Fact]
    public void OfATypeThatNothingIsStoredInIsNotApplicable() =>
        Assert.Equal(Outcome.NotApplicable, Assert.Single(Judge("""{"id": "T1", "metric": "size.fits", "assert": "max >= 1", "groupBy": "type", "select": {"type": "q4_K"}}""")).Outcome);

    [Fact]
    public void ByLayerNamesTheLayers()
    {
        var findings = MoeGate.Rules.Judge.Findings(
            RuleText.Parse("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 2", "groupBy": "layer"}"""), Figures.OfLayers("profile.tokens", 1, 3));
        Assert.Equal([("blk.0", Outcome.Fail), ("blk.1", Outcome.Pass)], findings.Select(f => (f.Group, f.Outcome)));
    }

    private static IReadOnlyList<Finding> Judge(string rule) => MoeGate.Rules.Judge.Findings(RuleText.Parse(rule), sizes);
}
