using MoeGate.Formats.Json;
using MoeGate.Tests.Support;
using MoeGate.Tool;

namespace MoeGate.Tests.Tool;

/// <summary>What <c>moegate doctor</c> says of a gate, and what it ends with.</summary>
public class ExaminedGate
{
    [Fact]
    public void ThatIsWellEndsWithTheCommandThatRunsIt()
    {
        var path = Sample.Path("moegate.json");
        var run = Moegate.Run("doctor", path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith($"\nA gate can run here: moegate check {path}\n", run.Out, StringComparison.Ordinal);
        Says(run, "ok", "experts", "calibration.json, expert statistics, ");
        Says(run, "ok", "model", "architecture.json, architecture, ");
        Says(run, "note", "not applicable", "MG611, MG612: needs a candidate model (--candidate) and an importance matrix (--imatrix)");
        Assert.DoesNotContain("  wrong ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void LacksFilesThatAreNotThere()
    {
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", """{ "extends": "moegate:release", "evidence": { "candidate": "none.gguf", "experts": "none.json", "evaluations": { "a": "none.log" } } }""");
        var run = Moegate.Run("doctor", path);
        Assert.Equal((3, ""), (run.ExitCode, run.Error));
        Says(run, "missing", "candidate", "none.gguf: no such file");
        Says(run, "missing", "experts", "none.json: no such file");
        Says(run, "missing", "eval.a", "none.log: no such file");
        Assert.Equal(3, Moegate.Run("check", path).ExitCode);
    }

    [Fact]
    public void HasFilesThatAreSomethingElse()
    {
        using var folder = new TestFolder();
        folder.Write("a.gguf", "GGUF");
        folder.Write("b.gguf", "");
        var run = Moegate.Run("doctor", folder.Write("moegate.json", """{ "extends": "moegate:release", "evidence": { "candidate": "a.gguf", "reference": "b.gguf" } }"""));
        Assert.Equal(3, run.ExitCode);
        Says(run, "wrong", "candidate", "a.gguf");
        Says(run, "wrong", "reference", "b.gguf is empty, or a pipe");
    }

    [Fact]
    public void HasFilesThatDoNotBelongTogether()
    {
        using var folder = new TestFolder();
        File.Copy(Sample.Path("calibration.json"), folder["a.json"]);
        folder.Write("m.json", """{ "experts": 7, "moeLayers": 5, "expertsUsed": 2, "hidden": 64, "expertWidth": 32 }""");
        var run = Moegate.Run("doctor", folder.Write("moegate.json", """{ "extends": "moegate:release", "evidence": { "experts": "a.json", "heldOut": "a.json" } }"""));
        Assert.Equal(3, run.ExitCode);
        Says(run, "wrong", "together", "a.json: has the same counts as");
    }

    [Theory]
    [InlineData("""{ "extend": "moegate:release" }""", "unknown key \"extend\"")]
    [InlineData("""{ "rules": [ { "id": "T1", "metric": "error.sqnr", "assert": "max <= 3dB" } ] }""", "bounds the good side")]
    [InlineData("{", "")]
    public void IsInvalid(string text, string why)
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("doctor", folder.Write("moegate.json", text));
        Assert.Equal((2, ""), (run.ExitCode, run.Error));
        Says(run, "wrong", "moegate.json", "");
        Assert.Contains(why, run.Out, StringComparison.Ordinal);
        Assert.Contains("\nA gate cannot run: ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void ThatIsNamedAndNotThereIsInvalid()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("doctor", folder["none.json"]);
        Assert.Equal(2, run.ExitCode);
        Says(run, "wrong", "none.json", folder["none.json"] + ": no such file");
    }

    [Fact]
    public void ThatNobodyConfiguredCanRunFromTheCommandLine()
    {
        var run = Moegate.Run("doctor");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Says(run, "note", "moegate.json", "none in this folder");
        Assert.EndsWith("\nA gate can run here: moegate check with the evidence on the command line.\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutRulesCanJudgeNothing()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("doctor", folder.Write("moegate.json", "{}"));
        Says(run, "missing", "rules", "none in force");
        Says(run, "missing", "evidence", "the configuration names none");
    }

    [Fact]
    public void TellsOfWaiversThatEnd()
    {
        using var folder = new TestFolder();
        folder.Write("waivers.json", """
            [
              { "rule": "MG101", "reason": "known", "expires": "2026-02-28" },
              { "rule": "MG102", "reason": "known", "expires": "2026-03-10" },
              { "rule": "MG103", "reason": "known", "expires": "2026-03-16" },
              { "rule": "MG104", "reason": "known", "expires": "2026-03-15" }
            ]
            """);
        var path = folder.Write("moegate.json", """{ "extends": "moegate:release", "waivers": "waivers.json" }""");
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter();
        Application.Run(["doctor", path], new Terminal(output, error, false, _ => null, TestContext.Current.CancellationToken) { Clock = new Noon() });
        var run = new Moegate(0, output.ToString(), error.ToString());
        Says(run, "ok", "waivers", "4 in waivers.json, the next to end on 2026-02-28");
        Says(run, "note", "waiver", "of MG101 has expired on 2026-02-28");
        Says(run, "note", "waiver", "of MG102 ends on 2026-03-10");
        Says(run, "note", "waiver", "of MG104 ends on 2026-03-15");
        Assert.DoesNotContain("of MG103", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "file": "none.json" }""", 3)]
    [InlineData("""{ "file": "none.json", "whenMissing": "skip" }""", 0)]
    public void LacksItsBaseline(string baseline, int exitCode)
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("doctor", folder.Write("moegate.json", $$"""{ "extends": "moegate:release", "baseline": {{baseline}} }"""));
        Says(run, "missing", "baseline", "none.json: no such file");
        Assert.Equal(exitCode, run.ExitCode);
    }

    /// <summary>What a check would refuse is said here as it would be there, and ends with the same code.</summary>
    [Theory]
    [InlineData("{}", "is not a baseline: it has no \"schema\"")]
    [InlineData("{ \"schema\": ", "b.json:1")]
    [InlineData("", "is empty, or a pipe or a device")]
    public void HasABaselineThatIsNone(string text, string why)
    {
        using var folder = new TestFolder();
        folder.Write("b.json", text);
        var path = folder.Write("moegate.json", $$"""{ "extends": "moegate:release", "baseline": { "file": "b.json", "whenMissing": "skip" }, "evidence": { "experts": {{JsonText.Quote(Sample.Path("calibration.json"))}} } }""");
        var run = Moegate.Run("doctor", path);
        Assert.Equal(Moegate.Run("check", path).ExitCode, run.ExitCode);
        Assert.Equal(3, run.ExitCode);
        Assert.Contains(run.Out.Split('\n'), line => line.StartsWith("  wrong    baseline ", StringComparison.Ordinal) && line.Contains(why, StringComparison.Ordinal));
    }

    [Fact]
    public void HasABaselineThatCanBeRead()
    {
        using var folder = new TestFolder();
        Assert.Equal(0, Moegate.Run("baseline", "save", "--experts", Sample.Path("calibration.json"), "--baseline", folder["b.json"]).ExitCode);
        var run = Moegate.Run("doctor", folder.Write("moegate.json", """{ "extends": "moegate:release", "baseline": { "file": "b.json" } }"""));
        Says(run, "ok", "baseline", "b.json, ");
        Assert.Equal(0, run.ExitCode);
    }

    /// <summary>Nobody ever writes into these pipes.</summary>
    [Theory]
    [InlineData("""{ "extends": "pipe" }""")]
    [InlineData("""{ "extends": "moegate:release", "waivers": "pipe" }""")]
    [InlineData(null)]
    public void DoesNotWaitForAPipe(string? text)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there are no named pipes in the file system of Windows");
        using var folder = new TestFolder();
        using (var make = System.Diagnostics.Process.Start("mkfifo", [folder["pipe"]])) make.WaitForExit();
        var run = Moegate.Run("doctor", text is null ? folder["pipe"] : folder.Write("moegate.json", text));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("pipe: is empty, or a pipe or a device; name a file that is on a disk", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void CountsNoRuleAsCoveredByEvidenceThatIsMissing()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("doctor", folder.Write("moegate.json", """{ "extends": "moegate:release", "evidence": { "candidate": "none.gguf" } }"""));
        Says(run, "missing", "waiting", "MG301, ");
        Says(run, "missing", "applicable", "none of ");
    }

    [Fact]
    public void ThatNamesEvidenceByAUrlIsInvalidAsInACheck()
    {
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", """{ "extends": "moegate:release", "evidence": { "candidate": "https://example.org/a.gguf" } }""");
        Assert.Equal((2, 2), (Moegate.Run("doctor", path).ExitCode, Moegate.Run("check", path).ExitCode));
    }

    [Fact]
    public void CannotWriteAReportInPlaceOfAFolder()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder["out"]);
        var run = Moegate.Run("doctor", folder.Write("moegate.json", """{ "extends": "moegate:release", "reports": { "junit": "out" } }"""));
        Assert.Equal(2, run.ExitCode);
        Says(run, "wrong", "junit", "out cannot be written: it is a folder");
    }

    [Fact]
    public void CannotWriteItsReports()
    {
        using var folder = new TestFolder();
        folder.Write("file", "");
        var run = Moegate.Run("doctor", folder.Write("moegate.json", """{ "extends": "moegate:release", "reports": { "junit": "file/a.xml", "sarif": "out/new/a.sarif" } }"""));
        Assert.Equal(2, run.ExitCode);
        Says(run, "wrong", "junit", "file/a.xml cannot be written: its folder is no folder");
        Says(run, "ok", "sarif", "out/new/a.sarif, its folder to be made");
        Assert.Equal(["file", "moegate.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    internal static void Says(Moegate run, string mark, string name, string text) =>
        Assert.Contains(run.Out.Split('\n'), line => line.StartsWith($"  {mark.PadRight(9)}{name} ", StringComparison.Ordinal) && line.Contains(" " + text, StringComparison.Ordinal));

    private sealed class Noon : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    }
}
