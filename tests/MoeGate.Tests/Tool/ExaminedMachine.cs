using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>What <c>moegate doctor</c> says of the machine, its environment and its packages.</summary>
public class ExaminedMachine
{
    [Fact]
    public void SaysWhatItIs()
    {
        var run = Moegate.Run("doctor");
        ExaminedGate.Says(run, "ok", "version", Gate.Version);
        ExaminedGate.Says(run, "ok", "runtime", ".NET 1");
        ExaminedGate.Says(run, "ok", "processors", $"{Environment.ProcessorCount}; ");
        ExaminedGate.Says(run, "note", "devices", "this build has no GPU support");
        Assert.Matches(@"\n  (ok|note) +vectors +\S", run.Out);
    }

    [Fact]
    public void SaysNoPathUnlessAsked()
    {
        using var folder = new TestFolder();
        folder.Write(OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet", "");
        var environment = new Dictionary<string, string> { ["PATH"] = folder.Path, ["DOTNET_ROOT"] = folder.Path, ["HOME"] = folder.Path };
        var quiet = Moegate.Run(environment, "doctor");
        ExaminedGate.Says(quiet, "ok", "dotnet", "on PATH");
        Assert.DoesNotContain(folder.Path, quiet.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(AppContext.BaseDirectory, quiet.Out, StringComparison.Ordinal);
        var verbose = Moegate.Run(environment, "doctor", "--verbose");
        Assert.Contains($"on PATH ({folder["dotnet"]}", verbose.Out, StringComparison.Ordinal);
        Assert.Contains(AppContext.BaseDirectory, verbose.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void LacksDotnet() => ExaminedGate.Says(Moegate.Run("doctor"), "missing", "dotnet", "not on PATH");

    [Fact]
    public void KnowsTheRunner()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run(new Dictionary<string, string> { ["CI"] = "true", ["GITHUB_ACTIONS"] = "true", ["GITHUB_STEP_SUMMARY"] = folder["summary.md"], ["NO_COLOR"] = "1" }, "doctor");
        ExaminedGate.Says(run, "ok", "CI", "set");
        ExaminedGate.Says(run, "ok", "GITHUB_ACTIONS", "set: --report github annotates");
        ExaminedGate.Says(run, "ok", "GITHUB_STEP_SUMMARY", "set: --report github adds a summary");
        ExaminedGate.Says(run, "ok", "NO_COLOR", "set: no colour");
        var lost = Moegate.Run(new Dictionary<string, string> { ["GITHUB_STEP_SUMMARY"] = folder["none/summary.md"] }, "doctor");
        ExaminedGate.Says(lost, "wrong", "GITHUB_STEP_SUMMARY", "names a file in a folder that is not there");
    }

    [Fact]
    public void HasAnotherGlobalVersion()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder[".dotnet/tools/.store/moegate/0.0.1"]);
        var run = Moegate.Run(new Dictionary<string, string> { ["DOTNET_CLI_HOME"] = folder.Path }, "doctor");
        ExaminedGate.Says(run, "note", "global tool", $"moegate 0.0.1, and this is {Gate.Version}");
    }

    /// <summary>The manifest is looked for where the tool runs, so it runs as a process of its own.</summary>
    [Theory]
    [InlineData("""{ "version": 1, "tools": { "moegate": { "version": "0.0.1", "commands": ["moegate"] } } }""", "note", "names moegate 0.0.1, and this is ")]
    [InlineData("""{ "version": 1, "tools": { } }""", "note", "does not name moegate")]
    [InlineData("""{ "version": 1, "tools": """, "wrong", ".config/dotnet-tools.json")]
    public void HasAToolManifest(string manifest, string mark, string text)
    {
        using var folder = new TestFolder();
        folder.Write(".config/dotnet-tools.json", manifest);
        Directory.CreateDirectory(folder["below"]);
        var (exitCode, output, error) = Peer.Moegate(folder["below"], "doctor");
        Assert.Equal((0, ""), (exitCode, error));
        ExaminedGate.Says(new Moegate(exitCode, output, error), mark, "tool manifest", text);
    }
}
