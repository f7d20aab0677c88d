using System.Text;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The summary of a workflow step: appended to, and never larger than GitHub takes.</summary>
public sealed class StepSummary : IDisposable
{
    private const int Most = 1024 * 1024;

    private static readonly Rule rule = RichVerdict.Own("T1", 7, "profile.dispersion", "min >= 0.5") with { Why = "Because." };

    private readonly TestFolder folder = new();

    [Fact]
    public void IsAppendedTo()
    {
        var summary = folder.Write("summary.md", "# Before\n");
        var run = Report(RichVerdict.Verdict, summary);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal("# Before\n" + Written.By("markdown", RichVerdict.Verdict), File.ReadAllText(summary));
        Assert.Equal(Written.By("github", RichVerdict.Verdict), run.Out);
    }

    [Fact]
    public void IsMadeWhereThereIsNone()
    {
        Report(RichVerdict.Verdict, folder["summary.md"]);
        Assert.Equal(Written.By("markdown", RichVerdict.Verdict), File.ReadAllText(folder["summary.md"]));
    }

    [Fact]
    public void IsWrittenOnlyForTheGitHubReport()
    {
        var results = folder.Write("results.json", Written.By("json", RichVerdict.Verdict));
        Moegate.Run(Environment(folder["summary.md"]), "report", results, "--report", "markdown");
        Assert.False(File.Exists(folder["summary.md"]));
    }

    [Fact]
    public void IsWrittenForAGitHubReportThatGoesToAFile()
    {
        var results = folder.Write("results.json", Written.By("json", RichVerdict.Verdict));
        Moegate.Run(Environment(folder["summary.md"]), "report", results, "--report", $"github={folder["commands.txt"]}");
        Assert.True(File.Exists(folder["summary.md"]));
    }

    [Fact]
    public void ThatCannotBeWrittenIsNoDefect()
    {
        var run = Report(RichVerdict.Verdict, Path.Combine(folder.Path, "missing", "summary.md"));
        Assert.DoesNotContain("defect", run.Error, StringComparison.Ordinal);
        Assert.Contains("cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Contains("FAIL: ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfFortyThousandFindingsIsCutAtARow()
    {
        Report(RichVerdict.Of([.. Many(40_000, Outcome.Fail), .. Many(10, Outcome.Pass)]), folder["summary.md"]);
        var text = MustFit();
        var rows = text.Split('\n').Where(l => l.StartsWith("| fail ", StringComparison.Ordinal)).ToList();
        Assert.All(rows, r => Assert.EndsWith(" |", r));
        Assert.Contains($"{40_000 - rows.Count} of 40000 findings", text, StringComparison.Ordinal);
        Assert.Contains("10 of 10 passed rules", text, StringComparison.Ordinal);
    }

    [Fact]
    public void OfFortyThousandPassesIsCutOutsideOfTheFold()
    {
        Report(RichVerdict.Of([.. Many(40_000, Outcome.Pass)]), folder["summary.md"]);
        var text = MustFit();
        Assert.Equal(text.Split("<details>").Length, text.Split("</details>").Length);
        Assert.True(text.IndexOf("Cut to fit", StringComparison.Ordinal) > text.IndexOf("</details>", StringComparison.Ordinal), "the note is inside the fold");
    }

    [Fact]
    public void OfSeveralCommandsTogetherIsNotTooLarge()
    {
        var verdict = RichVerdict.Of([.. Many(20_000, Outcome.Fail)]);
        for (var command = 0; command < 3; command++) Report(verdict, folder["summary.md"]);
        Assert.InRange(new FileInfo(folder["summary.md"]).Length, 1, Most);
    }

    [Fact]
    public void CountsBytesAndNotCharacters()
    {
        Report(RichVerdict.Of([.. Enumerable.Range(0, 9_000).Select(i => RichVerdict.Finding(rule, Outcome.Fail, $"blk.{i}", new string('语', 60)))]), folder["summary.md"]);
        MustFit();
    }

    public void Dispose() => folder.Dispose();

    private string MustFit()
    {
        Assert.InRange(new FileInfo(folder["summary.md"]).Length, 900_000, Most);
        return File.ReadAllText(folder["summary.md"], new UTF8Encoding(false, throwOnInvalidBytes: true));
    }

    private Moegate Report(Verdict verdict, string summary) =>
        Moegate.Run(Environment(summary), "report", folder.Write("results.json", Written.By("json", verdict)), "--report", "github");

    private static Dictionary<string, string> Environment(string summary) => new() { ["GITHUB_STEP_SUMMARY"] = summary };

    private static IEnumerable<Finding> Many(int count, Outcome outcome) => Enumerable.Range(0, count).Select(i => RichVerdict.Finding(rule, outcome, $"blk.{i}"));
}
