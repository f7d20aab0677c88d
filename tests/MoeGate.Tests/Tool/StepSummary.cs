using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class StepSummary
{
    [Fact]
    public void IsAddedToWhatIsThere()
    {
        using var folder = new TestFolder();
        var summary = folder.Write("summary.md", "earlier\n");
        Run(summary, "github");
        var once = File.ReadAllText(summary);
        Assert.StartsWith("earlier\n", once, StringComparison.Ordinal);
        Run(summary, "github");
        Assert.Equal(once + once["earlier\n".Length..], File.ReadAllText(summary));
    }

    [Fact]
    public void IsLeftAloneByOtherReports()
    {
        using var folder = new TestFolder();
        var summary = folder.Write("summary.md", "earlier\n");
        Run(summary, "markdown");
        Assert.Equal("earlier\n", File.ReadAllText(summary));
    }

    [Fact]
    public void ThatCannotBeWrittenIsRefused()
    {
        using var folder = new TestFolder();
        var run = Run(folder["none/summary.md"], "github");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"moegate: {folder["none/summary.md"]}: cannot be written: ", run.Error, StringComparison.Ordinal);
    }

    private static Moegate Run(string summary, string format) =>
        Moegate.Run(new Dictionary<string, string> { ["GITHUB_STEP_SUMMARY"] = summary }, "check", Sample.Path("moegate.json"), "--report", format);
}
