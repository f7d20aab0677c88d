using System.Text.Json;
using MoeGate.Reports;

namespace MoeGate.Tests.GitHub;

/// <summary>The step that judges, on real evidence and with the real tool.</summary>
public sealed class CheckedSamples : IDisposable
{
    private const string Config = "MOEGATE_CONFIG", Folder = "MOEGATE_WORKING_DIRECTORY", Arguments = "MOEGATE_ARGUMENTS";

    private readonly SimulatedRunner runner = new();

    [Fact]
    public void ThatPassGiveOutputsSummaryAndReports()
    {
        var step = runner.Check((Config, "a b/moegate.json"));
        Assert.Equal(0, step.ExitCode);
        Assert.Equal(("pass", "0", "1", "0"), Figures(step));
        Assert.Equal("moegate-reports/moegate.results.json", step.Outputs["report-json"]);
        Assert.Equal("moegate-reports/moegate.sarif", step.Outputs["sarif"]);
        Assert.Equal("moegate-reports/moegate.junit.xml", step.Outputs["junit"]);
        Assert.Equal("pass", JsonDocument.Parse(File.ReadAllText(runner[step.Outputs["report-json"]])).RootElement.GetProperty("verdict").GetString());
        Assert.Contains("\"2.1.0\"", File.ReadAllText(runner[step.Outputs["sarif"]]), StringComparison.Ordinal);
        Assert.Contains("<testsuite", File.ReadAllText(runner[step.Outputs["junit"]]), StringComparison.Ordinal);
        Assert.StartsWith("## ✅ MoeGate: PASS", step.Summary, StringComparison.Ordinal);
        Assert.Contains("pass  T201", step.Out, StringComparison.Ordinal);
        Assert.Collection(
            step.Commands,
            c => Assert.StartsWith("::warning file=a b/moegate.json,line=", c, StringComparison.Ordinal),
            c => Assert.Equal("::group::Verdict 1 of 1 as a table", c),
            c => Assert.Equal("::endgroup::", c));
    }

    [Fact]
    public void HaveTheHtmlReportWhereTheToolHasIt()
    {
        var step = runner.Check((Config, "a b/moegate.json"));
        Assert.Equal(Reporter.Find("html") is null ? "" : "moegate-reports/moegate.html", step.Outputs["html"]);
        Assert.Equal(Reporter.Find("html") is not null, File.Exists(runner["moegate-reports/moegate.html"]));
    }

    [Fact]
    public void ThatFailEndTheStepWithTheToolsExitCodeBehindItsOutputs()
    {
        var step = runner.Check((Config, "moegate.json"), (Folder, "./a b"), ("MOEGATE_PLAN", "plan-random.json"));
        var document = JsonDocument.Parse(File.ReadAllText(runner[step.Outputs["report-json"]])).RootElement;
        var outcomes = document.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("outcome").GetString()).ToList();
        Assert.Equal(1, step.ExitCode);
        Assert.Equal(("fail", $"{outcomes.Count(o => o == "fail")}", $"{outcomes.Count(o => o == "warning")}", "1"), Figures(step));
        Assert.Contains("warning", outcomes);
        Assert.Equal("a b/moegate-reports/moegate.sarif", step.Outputs["sarif"]);
        Assert.StartsWith("## ❌ MoeGate: FAIL", step.Summary, StringComparison.Ordinal);
    }

    /// <summary>GitHub looks for the file of an annotation from the root of the repository.</summary>
    [Fact]
    public void AreAnnotatedAtTheConfigurationsPlaceInTheRepository()
    {
        var step = runner.Check((Config, "./moegate.json"), (Folder, "a b"), ("MOEGATE_PLAN", "plan-random.json"));
        Assert.Contains(step.Commands, c => c.StartsWith("::error file=a b/moegate.json,line=11,", StringComparison.Ordinal));
        Assert.Contains("\"uri\": \"a%20b/moegate.json\"", File.ReadAllText(runner[step.Outputs["sarif"]]), StringComparison.Ordinal);
    }

    [Fact]
    public void NeedNoConfiguration()
    {
        var step = runner.Check(("MOEGATE_EXPERTS", "a b/broken-profile.json"), ("MOEGATE_KEEP", "0.5"));
        Assert.Equal((1, "fail"), (step.ExitCode, step.Outputs["verdict"]));
    }

    [Fact]
    public void HaveTheUsualConfigurationWhereNothingIsNamed()
    {
        Assert.Equal("pass", runner.Check((Folder, "a b")).Outputs["verdict"]);
        var step = runner.Check();
        Assert.Equal(2, step.ExitCode);
        Assert.Contains("moegate.json: no such file", step.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void OfSeveralGatesGiveTheGravestVerdictAndSums()
    {
        Gate("bad", "min >= 0.5"); // the broken profile has 0.017
        Gate("worse", "min >= 0.6");
        var step = runner.Check((Config, "a b/moegate.json\n\n  bad.json  \nworse.json\n"));
        Assert.Equal(("fail", "2", "1", "1"), Figures(step));
        Assert.Equal("moegate-reports", step.Outputs["sarif"]);
        Assert.Equal(["moegate-reports/moegate-1.junit.xml", "moegate-reports/moegate-2.junit.xml", "moegate-reports/moegate-3.junit.xml"], step.Outputs["junit"].Split('\n'));
        Assert.All(step.Outputs["report-json"].Split('\n'), file => Assert.True(File.Exists(runner[file]), file));
        Assert.Equal(3, step.Summary.Split('\n').Count(l => l.StartsWith("## ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("no-such.json", 2, "no-such.json: no such file")]
    [InlineData("wrong.json", 2, "wrong.json:1:3: ")]
    [InlineData("empty.json", 3, "nowhere.json: no such file")]
    public void ThatCannotBeJudgedAreUndecidedAndSayWhyOnTheRunsPage(string configuration, int exitCode, string why)
    {
        runner.Write("wrong.json", """{ "evidenec": {} }""");
        runner.Write("empty.json", """{ "extends": ["moegate:profile"], "evidence": { "experts": "nowhere.json" } }""");
        var step = runner.Check((Config, configuration));
        Assert.Equal(exitCode, step.ExitCode);
        Assert.Equal(("undecided", "0", "0", $"{exitCode}"), Figures(step));
        Assert.Equal(("", "", "", ""), (step.Outputs["report-json"], step.Outputs["sarif"], step.Outputs["junit"], step.Outputs["html"]));
        var annotation = Assert.Single(step.Commands);
        Assert.StartsWith("::error title=MoeGate::", annotation, StringComparison.Ordinal);
        Assert.Contains(why, annotation, StringComparison.Ordinal);
        Assert.EndsWith($" (exit code {exitCode})", annotation, StringComparison.Ordinal);
    }

    /// <summary>As in one command of the tool: one of several that cannot be judged keeps nothing from the others.</summary>
    [Theory]
    [InlineData("no-such.json\na b/moegate.json", "undecided", 2)]
    [InlineData("no-such.json\nbad.json", "fail", 2)]
    [InlineData("bad.json\nno-such.json", "fail", 2)]
    public void AreJudgedBesideOneThatCannotBe(string configurations, string verdict, int exitCode)
    {
        Gate("bad", "min >= 0.5");
        var step = runner.Check((Config, configurations));
        Assert.Equal((exitCode, verdict), (step.ExitCode, step.Outputs["verdict"]));
        Assert.Single(step.Outputs["junit"].Split('\n'));
    }

    /// <summary>A note, and how far the reading was, are no reason.</summary>
    [Fact]
    public void WithoutAVerdictGiveTheReasonAndNoNote()
    {
        var tool = runner.Program("moegate", """
            printf 'moegate:  45 %% of 3 MB  blk.0\nmoegate: the file is gone\nmoegate: 100 %% of 3 MB  blk.1\nmoegate: note: it is late\n' >&2
            exit 3
            """);
        var step = runner.CheckWith(tool, (Config, "moegate.json"));
        Assert.Equal("::error title=MoeGate::the file is gone (exit code 3)", step.Commands[0]);
    }

    [Fact]
    public void ThatFailNeedNotFailTheStep()
    {
        var step = runner.Check(("MOEGATE_EXPERTS", "a b/broken-profile.json"), ("MOEGATE_FAIL_ON", "never"));
        Assert.Equal(0, step.ExitCode);
        Assert.Equal(("fail", "1", "0", "0"), Figures(step));
    }

    /// <summary>A runner that is not made anew for each job has the reports of the one before.</summary>
    [Fact]
    public void AreNotConfusedWithThoseOfAnEarlierRun()
    {
        Assert.NotEmpty(runner.Check((Config, "a b/moegate.json")).Outputs["sarif"]);
        Assert.Empty(runner.Check((Config, "a b/moegate.json"), (Arguments, "--keep=400")).Outputs["sarif"]);
        Assert.False(File.Exists(runner["moegate-reports/moegate.sarif"]));
    }

    [Fact]
    public void MayBeReportedToAnotherFolder() =>
        Assert.Equal("a b/out/reports/moegate.sarif", runner.Check((Folder, "a b"), ("MOEGATE_REPORTS", "out/reports/")).Outputs["sarif"]);

    [Fact]
    public void MayBeFiguresThatWereMeasuredBefore()
    {
        var first = runner.Check((Config, "a b/moegate.json"));
        var again = runner.Check((Config, "a b/moegate.json"), ("MOEGATE_METRICS", first.Outputs["report-json"]), ("MOEGATE_REPORTS", "again"));
        Assert.Equal((0, "pass"), (again.ExitCode, again.Outputs["verdict"]));
    }

    [Fact]
    public void LeaveNothingInTheRunnersTemporaryFolder()
    {
        runner.Check((Config, "a b/moegate.json"));
        Assert.Empty(Directory.EnumerateFileSystemEntries(runner.Temp));
    }

    public void Dispose() => runner.Dispose();

    private void Gate(string name, string assert) =>
        runner.Write($"{name}.json", $$"""{ "evidence": { "experts": "a b/broken-profile.json" }, "rules": [{ "id": "T1", "metric": "profile.dispersion", "assert": "{{assert}}", "why": "a test" }] }""");

    private static (string Verdict, string Errors, string Warnings, string ExitCode) Figures(StepRun step)
    {
        Assert.Equal("kept", step.Outputs["earlier"]);
        return (step.Outputs["verdict"], step.Outputs["errors"], step.Outputs["warnings"], step.Outputs["exit-code"]);
    }
}
