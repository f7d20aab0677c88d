using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>What later steps of a workflow may ask, in the file that GITHUB_OUTPUT names.</summary>
public sealed class StepOutputs : IDisposable
{
    private readonly TestFolder folder = new();

    [Theory]
    [InlineData("5.0", "pass", 0, 0)]
    [InlineData("7.0", "pass", 0, 1)]
    [InlineData("9.0", "fail", 1, 0)]
    public void SayTheVerdictAndHowManyFindings(string perplexity, string verdict, int errors, int warnings)
    {
        var output = folder.Write("output", "earlier=kept\n");
        Run("github", Gate("a", perplexity));
        Assert.Equal($"earlier=kept\nverdict={verdict}\nerrors={errors}\nwarnings={warnings}\n", File.ReadAllText(output));
    }

    [Fact]
    public void AreOfAllGatesTogether()
    {
        Run("github", Gate("a", "7.0"), Gate("b", "9.0"), Gate("c", "9.0"));
        Assert.Equal("verdict=fail\nerrors=2\nwarnings=1\n", File.ReadAllText(folder["output"]));
    }

    [Fact]
    public void AreUndecidedWhereAGateCouldNotBeJudged()
    {
        var unreadable = Gate("b", "5.0");
        File.Delete(folder["b.log"]);
        Run("github", Gate("a", "5.0"), unreadable);
        Assert.Equal("verdict=undecided\nerrors=0\nwarnings=0\n", File.ReadAllText(folder["output"]));
    }

    [Fact]
    public void CountWhatHasNoDataAsItsLevelSays()
    {
        Run("github", Gate("a", "5.0", """, { "id": "T2", "metric": "profile.dispersion", "assert": "min >= 1", "why": "a test", "onNoData": "warning" }, { "id": "T3", "metric": "profile.dead", "assert": "max <= 0", "why": "a test" }"""));
        Assert.Equal("verdict=undecided\nerrors=1\nwarnings=1\n", File.ReadAllText(folder["output"]));
    }

    [Fact]
    public void AreNotWrittenByOtherReports()
    {
        Run("markdown", Gate("a", "5.0"));
        Assert.False(File.Exists(folder["output"]));
    }

    [Fact]
    public void AreWrittenWhenAVerdictIsReportedAgain()
    {
        Run("json=" + folder["results.json"], Gate("a", "9.0"));
        Moegate.Run(Environment, "report", folder["results.json"], "--report", "github");
        Assert.Equal("verdict=fail\nerrors=1\nwarnings=0\n", File.ReadAllText(folder["output"]));
    }

    [Fact]
    public void ThatCannotBeWrittenAreRefused()
    {
        Directory.CreateDirectory(folder["output"]);
        var run = Run("github", Gate("a", "5.0"));
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith($"moegate: {folder["output"]}: cannot be written: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("GITHUB_OUTPUT has to name a file\n", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private Dictionary<string, string> Environment => new() { ["GITHUB_OUTPUT"] = folder["output"] };

    private Moegate Run(string report, params string[] gates) => Moegate.Run(Environment, ["check", .. gates, "--report", report]);

    /// <summary>A gate over one log, which warns beyond a perplexity of 6 and fails beyond 8.</summary>
    private string Gate(string name, string perplexity, string more = "")
    {
        folder.Write($"{name}.log", $"perplexity: calculating perplexity over 1 chunks, n_ctx=512, batch_size=512, n_seq=1\n[1]{perplexity}000,\nFinal estimate: PPL = {perplexity}000 +/- 0.01000\n");
        return folder.Write($"{name}.json", $$"""{ "extends": [], "evidence": { "evaluations": { "text": "{{name}}.log" } }, "rules": [{ "id": "T1", "metric": "eval.perplexity", "assert": { "error": "max <= 8", "warning": "max <= 6" }, "why": "a test" }{{more}}] }""");
    }
}
