using System.Globalization;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

/// <summary>What a waiver excuses, until when and how far; and what is said of one that nobody needs.</summary>
public class WaiverInForce
{
    private static readonly DateOnly today = new(2026, 11, 22);

    // Layers 0 to 3 have 5, 3, 9 and 4 tokens; the rule wants 5 at least, so that 1 and 3 are beyond it.
    private static readonly MetricSet figures = Figures.OfLayers("profile.tokens", 5, 3, 9, 4);

    [Fact]
    public void ExcusesTheSubjectsThatItIsAbout()
    {
        var finding = Judged("each >= 5", Waiver("""{ "layer": [1, 3] }"""));
        Assert.Equal((Outcome.Waived, 2), (finding.Outcome, Assert.Single(finding.Excuses).Subjects));
        Assert.Equal(["blk.1", "blk.3"], finding.Worst.Select(w => w.Subject.Name));
    }

    [Theory]
    [InlineData("each >= 5")]
    [InlineData("min >= 5")]
    public void DoesNotExcuseTheOthers(string assertion)
    {
        var finding = Judged(assertion, Waiver("""{ "layer": 1 }"""));
        Assert.Equal((Outcome.Fail, "blk.3", 4.0, 1), (finding.Outcome, finding.Subject.Name, finding.Actual, finding.Beyond));
        Assert.EndsWith("; 1 more waived", finding.Message, StringComparison.Ordinal);
        Assert.Equal(1, Assert.Single(finding.Excuses).Subjects);
    }

    [Fact]
    public void MayBeSeveral()
    {
        var finding = Judged("min >= 5", Waiver("""{ "layer": 1 }"""), Waiver("""{ "layer": 3 }""") with { Reason = "the other" });
        Assert.Equal((Outcome.Waived, 2), (finding.Outcome, finding.Excuses.Count));
        Assert.EndsWith("waived until 2027-01-31: known, and 1 more waivers", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, Outcome.Waived)]
    [InlineData(3.5, Outcome.Fail)]
    public void HoldsNoLongerBeyondItsLimit(double limit, Outcome outcome)
    {
        var finding = Judged("min >= 5", Waiver() with { Limit = new Operand(limit, false, false) });
        Assert.Equal(outcome, finding.Outcome);
        if (outcome == Outcome.Fail) Assert.EndsWith("; 1 more waived; beyond 3.5 tokens, the limit of the waiver at waivers.json:2:3", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNotCalledUnusedWhereItsLimitIsPassed()
    {
        // Layer 1 is the worst, and the waiver is about layer 3 alone.
        Judged(figures, "\"min >= 5\"", [Waiver("""{ "layer": 3 }""") with { Limit = new Operand(4.5, false, false) }], out var notices);
        Assert.Empty(notices);
    }

    [Fact]
    public void SaysThatItsLimitIsPassed() =>
        Assert.EndsWith("; beyond 4.5 tokens, the limit of the waiver at waivers.json:2:3", Judged("min >= 5", Waiver() with { Limit = new Operand(4.5, false, false) }).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-11-22", Outcome.Waived)]
    [InlineData("2026-11-21", Outcome.Fail)]
    public void HoldsUntilItsLastDayIsOver(string expires, Outcome outcome)
    {
        var finding = Judged("min >= 5", Waiver() with { Expires = Date(expires) });
        Assert.Equal(outcome, finding.Outcome);
        if (outcome == Outcome.Fail) Assert.EndsWith("; the waiver at waivers.json:2:3 expired on 2026-11-21", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean >= 6", Outcome.Waived)]
    [InlineData("sum >= 50", Outcome.Waived)]
    [InlineData("count >= 5", Outcome.Waived)]
    [InlineData("std <= 1", Outcome.Waived)]
    [InlineData("min == 5", Outcome.Waived)]
    public void OfAllSubjectsExcusesAFigureOfAll(string assertion, Outcome outcome) => Assert.Equal(outcome, Judged(assertion, Waiver()).Outcome);

    [Theory]
    [InlineData("mean >= 6")]
    [InlineData("count >= 5")]
    public void OfSomeSubjectsDoesNotExcuseAFigureOfAll(string assertion) => Assert.Equal(Outcome.Fail, Judged(assertion, Waiver("""{ "layer": "0-1" }""")).Outcome);

    [Fact]
    public void ExcusesAWarningToo() => Assert.Equal(Outcome.Waived, Judged("""{"warning": "min >= 5"}""", Waiver()).Outcome);

    [Fact]
    public void DoesNotExcuseThatThereIsNoData() =>
        Assert.Equal(Outcome.NoData, Judged(Figures.OfLayers("profile.tokens", Reading.Missing("cut off")), "\"min >= 5\"", [Waiver()], out _).Outcome);

    [Theory]
    [InlineData("2026-11-22", "ends today, on 2026-11-22: known")]
    [InlineData("2026-11-23", "ends tomorrow, on 2026-11-23: known")]
    [InlineData("2026-12-06", "ends in 14 days, on 2026-12-06: known")]
    public void SaysFourteenDaysBeforeThatItEnds(string expires, string says)
    {
        Judged(figures, "\"min >= 5\"", [Waiver() with { Expires = Date(expires) }], out var notices);
        Assert.Equal((false, "the waiver of T1 " + says), (Assert.Single(notices).IsWarning, notices[0].Message));
    }

    [Fact]
    public void SaysNothingFifteenDaysBefore()
    {
        Judged(figures, "\"min >= 5\"", [Waiver() with { Expires = Date("2026-12-07") }], out var notices);
        Assert.Empty(notices);
    }

    [Fact]
    public void ThatExcusesNothingIsAWarning()
    {
        Judged(figures, "\"min >= 5\"", [Waiver(), Waiver("""{ "layer": 0 }""")], out var notices);
        Assert.Equal(new Notice(true, "the waiver of T1 for layer 0 excuses nothing: take it out", new Place("waivers.json", 2, 3)), Assert.Single(notices));
    }

    [Theory]
    [InlineData(FailOn.Error, 0)]
    [InlineData(FailOn.Warning, 1)]
    public void ThatExcusesNothingFailsAGateThatFailsOnWarnings(FailOn failOn, int exitCode)
    {
        var findings = new[] { Judged(figures, "\"min >= 1\"", [Waiver()], out var notices) };
        Assert.Equal(exitCode, Verdict.Decide(findings, failOn, notices).ExitCode);
    }

    [Fact]
    public void ThatExpiredAndIsNotNeededIsAWarning()
    {
        Judged(figures, "\"min >= 1\"", [Waiver() with { Expires = Date("2026-01-01") }], out var notices);
        Assert.Equal((true, "the waiver of T1 expired on 2026-01-01 and nothing needs it: take it out"), (Assert.Single(notices).IsWarning, notices[0].Message));
    }

    [Fact]
    public void ThatExpiredAndIsNeededIsSaidByTheViolationAlone()
    {
        Judged(figures, "\"min >= 5\"", [Waiver() with { Expires = Date("2026-01-01") }], out var notices);
        Assert.Empty(notices);
    }

    [Fact]
    public void OfARuleThatIsNotApplicableIsNotCalledUnused()
    {
        Judge.Findings(RuleText.Parse("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 5", "requires": "plan"}"""), figures, new Circumstances { Today = today, Waivers = [Waiver()] }, out var notices);
        Assert.Empty(notices);
    }

    [Fact]
    public void OfOneFigureDoesNotExcuseAnotherOfTheSameSubject()
    {
        // Two tasks of one evaluation: one is within the waiver's limit, the other beyond it.
        var tasks = new MetricSet(
            new[] { ("eval.task.arc.acc_z", -14.0), ("eval.task.gsm8k.acc_z", -24.0) }.Select(t => new Measurement(Catalog.Find(t.Item1)!, Subject.OfEvaluation("t"), t.Item2)), [], MoeGate.Evidence.EvidenceKind.Evaluations);
        var waiver = Waiver() with { Limit = new Operand(-15, false, false) };
        var finding = RuleText.Judged("""{"id": "T1", "metric": "eval.task.*_z", "assert": "min >= -3"}""", tasks, new Circumstances { Today = today, Waivers = [waiver] });
        Assert.Equal((Outcome.Fail, -24.0), (finding.Outcome, finding.Actual));
    }

    [Fact]
    public void IsSaidBesideAWarningOfTheSameRule()
    {
        var finding = Judged("""{"error": "each >= 5", "warning": "mean >= 8"}""", Waiver("""{ "layer": [1, 3] }"""));
        Assert.Equal((Outcome.Warning, 1), (finding.Outcome, finding.Excuses.Count));
        Assert.Contains("; besides, profile.tokens: worst is 3 tokens", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ThatAToleranceMakesNeedlessIsAWarning()
    {
        Judge.Findings(
            RuleText.Parse("""{"id": "T1", "metric": "profile.tokens", "assert": "each >= 5", "allow": "2 items"}"""), figures, new Circumstances { Today = today, Waivers = [Waiver()] }, out var notices);
        Assert.True(Assert.Single(notices).IsWarning);
    }

    [Fact]
    public void ThatExpiredBesideOneInForceIsAWarning()
    {
        Judged(figures, "\"min >= 5\"", [Waiver() with { Expires = Date("2026-01-01") }, Waiver()], out var notices);
        Assert.Contains("expired on 2026-01-01 and nothing needs it", Assert.Single(notices).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfWhatWasNotMeasuredIsNotCalledUnused()
    {
        var part = new MetricSet(figures.All, [new("select", null, null, null, "layer 0")], figures.Kinds);
        Judged(part, "\"min >= 1\"", [Waiver()], out var notices);
        Assert.Empty(notices);
    }

    [Fact]
    public void HoldsOnNoDayThatNobodyNamed() =>
        Assert.Equal(Outcome.Fail, RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": "min >= 5"}""", figures, new Circumstances { Waivers = [Waiver()] }).Outcome);

    private static Waiver Waiver(string? select = null) =>
        new("T1", select is null ? Selection.Everything : Selection.Parse(RuleText.Json(select)), "known", new DateOnly(2027, 1, 31), null, null, new Place("waivers.json", 2, 3));

    private static Finding Judged(string assertion, params Waiver[] waivers) =>
        Judged(figures, assertion.StartsWith('{') ? assertion : $"\"{assertion}\"", waivers, out _);

    private static Finding Judged(MetricSet metrics, string assertion, Waiver[] waivers, out IReadOnlyList<Notice> notices) =>
        Assert.Single(Judge.Findings(RuleText.Parse($$"""{"id": "T1", "metric": "profile.tokens", "assert": {{assertion}}}"""), metrics, new Circumstances { Today = today, Waivers = waivers }, out notices));

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
