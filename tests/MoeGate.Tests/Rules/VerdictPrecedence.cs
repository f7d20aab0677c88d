using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class VerdictPrecedence
{
    private const string Pass = """{"id": "P", "metric": "profile.tokens", "assert": "min >= 1"}""";
    private const string Warning = """{"id": "W", "metric": "profile.tokens", "assert": {"warning": "min >= 9"}}""";
    private const string Fail = """{"id": "F", "metric": "profile.tokens", "assert": "min >= 9"}""";
    private const string NoData = """{"id": "N", "metric": "profile.dead", "assert": "max <= 1"}""";
    private const string Skipped = """{"id": "S", "metric": "profile.dead", "assert": "max <= 1", "onNoData": "skip"}""";
    private const string NotApplicable = """{"id": "A", "metric": "profile.tokens", "assert": "min >= 9", "requires": "plan"}""";

    [Theory]
    [InlineData(FailOn.Error, Decision.Pass, 0, Pass)]
    [InlineData(FailOn.Error, Decision.Pass, 0, Pass, Warning, Skipped, NotApplicable)]
    [InlineData(FailOn.Error, Decision.Pass, 0, Warning)]
    [InlineData(FailOn.Error, Decision.Fail, 1, Pass, Fail, NoData, Warning)]
    [InlineData(FailOn.Error, Decision.Undecided, 3, Pass, NoData, Warning)]
    [InlineData(FailOn.Error, Decision.Undecided, 3, NotApplicable)]
    [InlineData(FailOn.Error, Decision.Undecided, 3, Skipped)]
    [InlineData(FailOn.Error, Decision.Undecided, 3)]
    [InlineData(FailOn.Warning, Decision.Fail, 1, Pass, Warning)]
    [InlineData(FailOn.Warning, Decision.Fail, 1, NoData, Warning)]
    [InlineData(FailOn.Warning, Decision.Pass, 0, Pass, Skipped)]
    [InlineData(FailOn.Warning, Decision.Undecided, 3, Pass, NoData)]
    [InlineData(FailOn.Never, Decision.Fail, 0, Pass, Fail)]
    [InlineData(FailOn.Never, Decision.Pass, 0, Pass, Warning)]
    [InlineData(FailOn.Never, Decision.Undecided, 3, Pass, NoData)]
    [InlineData(FailOn.Never, Decision.Undecided, 3, NotApplicable)]
    public void IsViolationThenNoDataThenPass(FailOn failOn, Decision decision, int exitCode, params string[] rules)
    {
        var findings = Judge.Findings(RuleText.Parse(string.Join(", ", rules)), Figures.OfLayers("profile.tokens", 5));
        Assert.Equal((decision, exitCode), Verdict.Decide(findings, failOn));
    }

    [Fact]
    public void ListsTheWorstFirst()
    {
        var findings = Judge.Findings(RuleText.Parse(string.Join(", ", NotApplicable, Pass, NoData, Warning, Fail)), Figures.OfLayers("profile.tokens", 5));
        Assert.Equal(["F", "W", "N", "P", "A"], findings.Select(f => f.Rule.Id));
    }

    [Theory]
    [InlineData("error", 0)]
    [InlineData("warning", 1)]
    [InlineData("never", 0)]
    public void IsChosenByFailOn(string failOn, int exitCode)
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        var path = folder.Write("moegate.json", """{ "evidence": { "experts": "stats.json" }, "rules": [{ "id": "W", "metric": "profile.tokens", "assert": { "warning": "min >= 11" } }] }""");
        Assert.Equal(exitCode, Moegate.Run("check", path, "--fail-on", failOn).ExitCode);
    }

    [Fact]
    public void IsAViolationOfTheMoreSevereAssertion()
    {
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.tokens", "assert": {"warning": "min >= 9", "error": "min >= 6"}}""", Figures.OfLayers("profile.tokens", (Reading)5));
        Assert.Equal((Outcome.Fail, "min >= 6"), (finding.Outcome, finding.Limit!.Text));
    }
}
