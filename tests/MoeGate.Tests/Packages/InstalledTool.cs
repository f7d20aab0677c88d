using MoeGate.Tests.Support;

namespace MoeGate.Tests.Packages;

/// <summary>The tool as its package installs it, and not as it was built.</summary>
[Collection(SdkCommands.Name)]
public class InstalledTool(PackedPackages packages)
{
    [Fact]
    public void RunsFromAFolder()
    {
        using var folder = new TestFolder();
        Isolate(folder);
        Sdk.RunAtHome(folder.Path, "dotnet", "tool", "install", "moegate", "--tool-path", folder["tools"], "--version", PackedPackages.Version).Succeeded();
        var program = folder[OperatingSystem.IsWindows() ? "tools/moegate.exe" : "tools/moegate"];
        Assert.Equal(Gate.Version, Sdk.RunAtHome(folder.Path, program, "--version").Succeeded().Out.Trim().Split('+')[0]);
        Judges(args => Sdk.RunAtHome(folder.Path, program, args));
    }

    [Fact]
    public void RunsFromAManifest()
    {
        using var folder = new TestFolder();
        Isolate(folder);
        folder.Write("global.json", "{}");
        Sdk.RunAtHome(folder.Path, "dotnet", "new", "tool-manifest").Succeeded();
        Sdk.RunAtHome(folder.Path, "dotnet", "tool", "install", "moegate", "--version", PackedPackages.Version).Succeeded();
        Judges(args => Sdk.RunAtHome(folder.Path, "dotnet", ["tool", "run", "moegate", "--", .. args]));
        Assert.Contains("MG101", Sdk.RunAtHome(folder.Path, "dotnet", "moegate", "explain", "MG101").Succeeded().Out, StringComparison.Ordinal);
    }

    [Fact]
    public void RunsOnceWithoutBeingInstalled()
    {
        using var folder = new TestFolder();
        Isolate(folder);
        var run = Sdk.RunAtHome(folder.Path, "dotnet", "dnx", "moegate@" + PackedPackages.Version, "--yes", "--source", packages.Feed, "--", "check", Sample.Path("broken.json"), "--report", "msbuild");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("(11,5): error T201: ", run.Out, StringComparison.Ordinal);
    }

    /// <summary>A verdict of each kind, and its exit code.</summary>
    private static void Judges(Func<string[], Sdk> run)
    {
        Assert.Contains("PASS: ", run(["check", Sample.Path("moegate.json")]).Succeeded().Out, StringComparison.Ordinal);
        Assert.Equal(1, run(["check", Sample.Path("broken.json")]).ExitCode);
        Assert.Equal(2, run(["check", "nix.json"]).ExitCode);
        Assert.Equal(3, run(["check", "--experts", "nix.json"]).ExitCode);
    }

    /// <summary>Only the packed files, and nothing of what the user has restored before.</summary>
    private void Isolate(TestFolder folder) => folder.Write("nuget.config", $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="{packages.Restored}" /></config>
          <packageSources><clear /><add key="packed" value="{packages.Feed}" /></packageSources>
        </configuration>
        """);
}
