using MoeGate.Tests.Support;

namespace MoeGate.Tests.GitHub;

/// <summary>The step that gets the tool.</summary>
public sealed class InstalledTool : IDisposable
{
    private const string Version = "MOEGATE_VERSION", Source = "MOEGATE_SOURCE";

    /// <summary>A .NET that keeps its arguments, and leaves the file that the real one would.</summary>
    private const string DotNet = """
        printf '%s\n' "in $PWD" "$@" >> "$RECORD"
        while [ $# -gt 0 ]; do
          case $1 in
            -o) mkdir -p "$2"; echo program > "$2/moegate.dll" ;;
            --tool-path=*) mkdir -p "${1#*=}/.store/moegate/any"; echo program > "${1#*=}/.store/moegate/any/moegate.dll" ;;
          esac
          shift
        done
        """;

    private readonly SimulatedRunner runner = new();

    /// <summary>The whole way that the action goes where no version is named, with the real .NET: it takes a minute.</summary>
    [Fact]
    public void IsBuiltOfTheSourcesThatCameWithTheAction()
    {
        var step = runner.Install();
        Assert.True(step.ExitCode == 0, step.Out + step.Error);
        var tool = step.Outputs["tool"];
        Assert.StartsWith(runner.Temp, tool, StringComparison.Ordinal);
        Assert.Equal(tool, runner.Install().Outputs["tool"]);
        var check = runner.CheckWith(tool, ("MOEGATE_CONFIG", "a b/moegate.json"));
        Assert.Equal((0, "pass"), (check.ExitCode, check.Outputs["verdict"]));
        Assert.Equal([Path.GetDirectoryName(tool)], Directory.EnumerateFileSystemEntries(runner.Temp));
    }

    [Fact]
    public void IsBuiltOnceForSeveralUsesInAJob()
    {
        var (first, commands) = Record();
        Assert.Contains("publish", commands);
        Assert.Equal("program\n", File.ReadAllText(first.Outputs["tool"]));
        var (second, more) = Record();
        Assert.Empty(more);
        Assert.Equal(first.Outputs["tool"], second.Outputs["tool"]);
    }

    [Fact]
    public void IsThePackageOfAVersionFromTheNamedSources()
    {
        var (step, commands) = Record((Version, " 0.1.0-rc.1\n"), (Source, "feed one\n\n/two"));
        Assert.Equal(["tool", "install", "moegate", "--version=0.1.0-rc.1"], commands[1..5]);
        Assert.Equal(["--source=feed one", "--source=/two"], commands[^2..]);
        Assert.EndsWith(".store/moegate/any/moegate.dll", step.Outputs["tool"], StringComparison.Ordinal);
        Assert.NotEqual(step.Outputs["tool"], Record((Version, "0.1.0")).Step.Outputs["tool"]);
    }

    /// <summary>The checkout says where packages come from, and its global.json is of its own builds.</summary>
    [Fact]
    public void IsInstalledApartFromTheCheckout()
    {
        runner.Write("global.json", """{ "sdk": { "version": "1.0.0" } }""");
        runner.Write("nuget.config", "<configuration />");
        runner.Write("feed/read.me", "");
        var (step, commands) = Record((Version, "0.1.0"), (Source, "feed"));
        Assert.Equal(0, step.ExitCode);
        Assert.Contains("--configfile=" + runner["nuget.config"], commands);
        Assert.Contains("--source=" + runner["feed"], commands);
        Assert.Equal("in " + Repository.Root, commands[0]);
    }

    [Fact]
    public void MayBeOneThatIsThere()
    {
        var program = runner.Program("moegate", "exit 0\n");
        var (step, commands) = Record((Version, "installed"));
        Assert.Empty(commands);
        Assert.EndsWith("/moegate", step.Outputs["tool"], StringComparison.Ordinal);
        Assert.True(File.Exists(program));
    }

    [Fact]
    public void MustBeThereWhereItIsSaidToBe()
    {
        Assert.SkipWhen(Bash.OnPath("moegate") is not null, "moegate is installed on this machine");
        var step = Record((Version, "installed")).Step;
        Assert.Equal(2, step.ExitCode);
        Assert.StartsWith("::error title=MoeGate::version is \"installed\", and there is no moegate on PATH", Assert.Single(step.Commands), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v0.1.0")]
    [InlineData("--help")]
    [InlineData("0.1.0; touch pwned")]
    [InlineData("$(touch pwned)")]
    [InlineData("1.0%0A\n::warning::x")]
    [InlineData("latest")]
    public void IsRefusedWhereTheVersionIsNone(string version)
    {
        var (step, commands) = Record((Version, version));
        Assert.Equal(2, step.ExitCode);
        Assert.Empty(commands);
        Assert.StartsWith("::error title=MoeGate::version \"", Assert.Single(step.Commands), StringComparison.Ordinal);
        Assert.False(step.Outputs.ContainsKey("tool"));
        Assert.False(File.Exists(runner["pwned"]));
    }

    [Fact]
    public void ThatCouldNotBeBuiltFailsTheStepAndIsBuiltAnewTheNextTime()
    {
        runner.Program("dotnet", "echo 'error NU1101: not found'; exit 7\n");
        var failed = runner.Install();
        Assert.Equal(2, failed.ExitCode);
        Assert.Contains(failed.Commands, c => c.StartsWith("::error title=MoeGate::moegate (local) could not be installed: ", StringComparison.Ordinal));
        Assert.False(failed.Outputs.ContainsKey("tool"));
        Assert.NotEmpty(Record().Step.Outputs["tool"]);
    }

    public void Dispose() => runner.Dispose();

    private (StepRun Step, string[] Commands) Record(params (string Name, string Value)[] inputs)
    {
        File.WriteAllText(runner["../record"], "");
        runner.Program("dotnet", DotNet);
        var step = runner.Install([("RECORD", runner["../record"]), .. inputs]);
        return (step, File.ReadAllLines(runner["../record"]));
    }
}
