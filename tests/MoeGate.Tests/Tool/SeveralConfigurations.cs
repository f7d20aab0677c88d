using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>A release of several files has a gate for each, and one command judges them all.</summary>
public class SeveralConfigurations
{
    private const string Passing = "log_passing.json", Failing = "log_failing.json", Unreadable = "log_unreadable.json";

    [Theory]
    [InlineData(0, Passing)]
    [InlineData(1, Passing, Failing)]
    [InlineData(1, Failing, Unreadable, Passing)]
    [InlineData(3, Passing, Unreadable)]
    public void EndWithTheGravestOfTheirExitCodes(int exitCode, params string[] names)
    {
        using var folder = Gates();
        Assert.Equal(exitCode, Moegate.Run(["check", .. names.Select(n => folder[n])]).ExitCode);
    }

    [Fact]
    public void AreAllJudgedAndCounted()
    {
        using var folder = Gates();
        var run = Moegate.Run("check", folder[Unreadable], folder[Failing], folder[Passing]);
        Assert.Contains("log_failing.json\n\nFAIL      T1", run.Out, StringComparison.Ordinal);
        Assert.Contains("PASS: 1 passed", run.Out, StringComparison.Ordinal);
        Assert.Contains("nowhere.log", run.Error, StringComparison.Ordinal);
        var last = run.Out.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("3 gates: 1 passed, 1 failed (", last, StringComparison.Ordinal);
        Assert.Contains("log_failing.json), 1 undecided (", last, StringComparison.Ordinal);
        Assert.EndsWith("log_unreadable.json)", last, StringComparison.Ordinal);
    }

    /// <summary>What is found to be impossible only when it is judged keeps nothing from the others.</summary>
    [Fact]
    public void AreJudgedBehindOneThatCannotBe()
    {
        using var folder = Gates();
        folder.Write("impossible.json", $$"""{ "evidence": { "experts": "{{Sample.Path("calibration.json").Replace('\\', '/')}}", "keep": 400 } }""");
        var run = Moegate.Run("check", folder[Failing], folder["impossible.json"], folder[Passing]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("3 gates: 1 passed, 1 failed (", run.Out, StringComparison.Ordinal);
        Assert.Contains("impossible.json: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void AreCountedByTheirVerdictsWhateverFailsTheBuild()
    {
        using var folder = Gates();
        var run = Moegate.Run("check", folder[Failing], folder[Passing], "--fail-on", "never");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("2 gates: 1 passed, 1 failed (", run.Out, StringComparison.Ordinal);
    }

    /// <summary>A mistake in any of them is found before the first is measured.</summary>
    [Fact]
    public void AreValidatedBeforeAnyIsJudged()
    {
        using var folder = Gates();
        var run = Moegate.Run("check", folder[Passing], folder.Write("wrong.json", """{ "evidenec": {} }"""));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.Contains("wrong.json:1:3", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("named twice", Passing)]
    [InlineData("one verdict", Failing, "--report", "json")]
    [InlineData("2 gates report to", Failing, "-o", "results.json")]
    [InlineData("--metrics is of one gate", Failing, "--metrics", "m.json")]
    public void AreRefusedWhereTheyWouldGetInEachOthersWay(string why, string second, params string[] more)
    {
        using var folder = Gates();
        var run = Moegate.Run(["check", folder[Passing], folder[second], .. more]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Empty(run.Out);
    }

    [Fact]
    public void MayEachHaveReportsOfTheirOwn()
    {
        using var folder = Gates();
        Moegate.Run("check", Gate(folder, "a", "5.0", "a.xml"), Gate(folder, "b", "9.0", "b.xml"));
        Assert.Contains("failures=\"0\"", File.ReadAllText(folder["a.xml"]), StringComparison.Ordinal);
        Assert.Contains("failures=\"1\"", File.ReadAllText(folder["b.xml"]), StringComparison.Ordinal);
    }

    private static TestFolder Gates()
    {
        var folder = new TestFolder();
        Gate(folder, "passing", "5.0");
        Gate(folder, "failing", "9.0");
        folder.Write(Unreadable, """{ "extends": [], "evidence": { "evaluations": { "text": "nowhere.log" } }, "rules": [{ "id": "T1", "metric": "eval.perplexity", "assert": "max <= 6", "why": "a test" }] }""");
        return folder;
    }

    /// <summary>A gate over one log, which passes below a perplexity of 6.</summary>
    private static string Gate(TestFolder folder, string name, string perplexity, string? junit = null)
    {
        folder.Write($"{name}.log", $"perplexity: calculating perplexity over 1 chunks, n_ctx=512, batch_size=512, n_seq=1\n[1]{perplexity}000,\nFinal estimate: PPL = {perplexity}000 +/- 0.01000\n");
        var reports = junit is null ? "" : $$""", "reports": { "junit": "{{junit}}" }""";
        return folder.Write($"log_{name}.json", $$"""{ "extends": [], "evidence": { "evaluations": { "text": "{{name}}.log" } }, "rules": [{ "id": "T1", "metric": "eval.perplexity", "assert": "max <= 6", "why": "a test" }]{{reports}} }""");
    }
}
