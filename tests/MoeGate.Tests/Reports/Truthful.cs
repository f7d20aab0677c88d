using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Reports;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports;

/// <summary>Figures and words that must not contradict the verdict that they stand beside.</summary>
public class Truthful
{
    [Theory]
    [InlineData("pruning.kept_mass", "min >= 80%", 79.9999999999, "79.9999999999 %")]
    [InlineData("size.projected_bytes", "max <= 18GiB", 19_327_352_833, "19327352833 B")]
    [InlineData("profile.dispersion", "min >= 0.5", 0.49999999, "0.49999999")]
    [InlineData("pruning.kept_mass", "min >= 80%", 79.9, "79.9 %")]
    public void AFigureBesideItsLimitIsNotRoundedOntoIt(string metric, string assert, double value, string figure)
    {
        var finding = Judged(RichVerdict.Own("T1", 1, metric, assert), (metric, "model", value)) with { Rule = RichVerdict.Own("T1", 1, metric, assert) };
        Assert.Equal(Outcome.Fail, finding.Outcome);
        Assert.Contains($" is {figure}", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(-9_007_199_254_740_991, "-9007199254740991")]
    [InlineData(1_234_567_890_123_456, "1234567890123456")]
    [InlineData(-0.0, "0")]
    [InlineData(double.Epsilon, "4.94066e-324")]
    [InlineData(double.MaxValue, "1.79769e308")]
    public void WholeNumbersAreWrittenInFull(double value, string text) => Assert.Equal(text, Figure.Number(value));

    [Fact]
    public void ACountHasNoWorstSubjects() =>
        Assert.Empty(Judged(RichVerdict.Own("T1", 1, "profile.tokens", "count >= 3"), ("profile.tokens", "blk.0", 10), ("profile.tokens", "blk.1", 20)).Worst);

    [Theory]
    [InlineData("sum <= 1e6")]
    [InlineData("mean <= 1e6")]
    [InlineData("std <= 1e6")]
    public void AnAggregateThatOverflowsIsNoData(string assert)
    {
        var finding = Judged(RichVerdict.Own("T1", 1, "saliency.max", assert), ("saliency.max", "blk.0", double.MaxValue), ("saliency.max", "blk.1", double.MaxValue), ("saliency.max", "blk.2", 0));
        Assert.Equal(Outcome.NoData, finding.Outcome);
        foreach (var reporter in Reporter.All) Written.By(reporter.Format, RichVerdict.Of([finding]));
    }

    [Fact]
    public void ExactSubjectsWereJudged() => Assert.Equal(14, RichVerdict.Verdict.Findings.Single(f => f.Rule.Id == "T3_exact").Judged);

    [Fact]
    public void SubjectsThatAreNotApplicableAreNotAmongThoseBeyondTheLimit() =>
        Assert.Contains("(6 of 13 beyond it; 1 not applicable)", RichVerdict.Verdict.Findings.Single(f => f.Rule.Id == "MG101").Message, StringComparison.Ordinal);

    [Fact]
    public void ARuleThatFailsInTwoGroupsIsOneRule()
    {
        var failed = RichVerdict.Verdict.Findings.Where(f => f.Outcome == Outcome.Fail).ToList();
        Assert.Equal((8, 7), (failed.Count, failed.Select(f => f.Rule.Id).Distinct().Count()));
        Assert.StartsWith("FAIL: 7 rules violated", RichVerdict.Verdict.Summary);
    }

    [Fact]
    public void ExceptionsThatAreNotListedAreCounted()
    {
        var rule = RichVerdict.Own("T1", 1, "profile.dead", "each <= 0") with { Allow = new Tolerance(20, false) };
        var finding = Judged(rule, [.. Enumerable.Range(0, 15).Select(i => ("profile.dead", $"blk.{i}", 1.0))]);
        Assert.Equal(Outcome.Pass, finding.Outcome);
        Assert.Contains("blk.9 and 5 more", Written.By("console", RichVerdict.Of([finding])), StringComparison.Ordinal);
    }

    [Fact]
    public void MarkdownSaysWhyAFigureBeyondItsLimitPassedAndWhichGroupDid()
    {
        var text = Written.By("markdown", RichVerdict.Verdict);
        Assert.Contains("| MG105 | `profile.dead` | 3 experts (1 beyond, which is allowed) | `each <= 0` |", text, StringComparison.Ordinal);
        Assert.Contains("| TEAM-fit `Q2_K` | `size.projected_bytes` | 11.71 GiB | `max <= 18GiB` |", text, StringComparison.Ordinal);
    }

    private static Finding Judged(Rule rule, params (string Metric, string Subject, double Value)[] values) =>
        Assert.Single(Judge.Findings([rule with { Scope = Subject.Parse(values[0].Subject).Scope }], new MetricSet(
            values.Select(v => new Measurement(Catalog.Find(v.Metric)!, Subject.Parse(v.Subject), v.Value)), [], EvidenceKind.Experts)));
}
