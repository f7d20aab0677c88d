using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class MissingValues
{
    private static readonly Reading missing = Reading.Missing("the layer was not read");

    [Theory]
    [InlineData("min >= 0")]
    [InlineData("mean >= 0")]
    [InlineData("each >= 0")]
    [InlineData("count >= 1")]
    public void AreNoDataWhereTheOthersHold(string assertion)
    {
        var finding = Judge(assertion, 5, missing, 7);
        Assert.Equal((Outcome.NoData, Level.Error, "blk.1"), (finding.Outcome, finding.Level, finding.Subject.Name));
        Assert.Equal("profile.tokens: no data at blk.1: the layer was not read", finding.Message);
    }

    [Theory]
    [InlineData("min >= 6", Outcome.Fail)]
    [InlineData("each >= 6", Outcome.Fail)]
    [InlineData("count <= 1", Outcome.Fail)]
    [InlineData("count <= 2", Outcome.NoData)]
    [InlineData("count >= 4", Outcome.NoData)]
    [InlineData("mean >= 60", Outcome.NoData)]
    [InlineData("sum >= 60", Outcome.NoData)]
    [InlineData("max >= 60", Outcome.NoData)]
    [InlineData("median >= 60", Outcome.NoData)]
    [InlineData("p10 >= 60", Outcome.NoData)]
    [InlineData("std <= 0", Outcome.NoData)]
    [InlineData("min == 6", Outcome.NoData)]
    public void LeaveOnlyThatViolationProvenWhichNoValueCouldUndo(string assertion, Outcome outcome) => Assert.Equal(outcome, Judge(assertion, 5, missing, 7).Outcome);

    [Theory]
    [InlineData("max <= 2", Outcome.Fail)]
    [InlineData("min <= 0", Outcome.NoData)]
    public void LeaveTheOtherSideProvenAlike(string assertion, Outcome outcome) =>
        Assert.Equal(outcome, RuleText.Judged($$"""{"id": "T1", "metric": "profile.dead", "assert": "{{assertion}}"}""", Figures.OfLayers("profile.dead", 3, missing)).Outcome);

    [Fact]
    public void OfAllSubjectsAreCounted()
    {
        var finding = Judge("min >= 0", missing, missing);
        Assert.Equal("profile.tokens: no data at blk.0: the layer was not read (2 of 2 subjects lack a value)", finding.Message);
    }

    [Fact]
    public void AreNotHiddenByAWarning()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": {"error": "min >= 1", "warning": "min >= 6"}}""", Figures.OfLayers("profile.tokens", 5, missing));
        Assert.Equal((Outcome.NoData, Level.Error), (finding.Outcome, finding.Level));
    }

    [Fact]
    public void GiveWayToAWarningWhereTheRuleBearsThem()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "onNoData": "skip", "assert": {"error": "min >= 1", "warning": "min >= 6"}}""", Figures.OfLayers("profile.tokens", 5, missing));
        Assert.Equal((Outcome.Warning, Level.Warning), (finding.Outcome, finding.Level));
    }

    [Fact]
    public void GiveWayToAProvenError()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": {"error": "min >= 6", "warning": "min >= 8"}}""", Figures.OfLayers("profile.tokens", 5, missing));
        Assert.Equal((Outcome.Fail, Level.Error), (finding.Outcome, finding.Level));
    }

    private static Finding Judge(string assertion, params Reading[] readings) =>
        RuleText.Judged($$"""{"id": "T1", "metric": "profile.tokens", "assert": "{{assertion}}"}""", Figures.OfLayers("profile.tokens", readings));
}
