using System.Text.RegularExpressions;
using System.Xml.Linq;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.GitHub;

/// <summary>What every workflow, example and action of this repository keeps to.</summary>
public partial class WorkflowFiles
{
    public static TheoryData<string> Workflows => [.. YamlFile.Workflows.Select(f => f.Name)];

    public static TheoryData<string> All => [.. YamlFile.All.Select(f => f.Name)];

    [Fact]
    public void AreAllRead()
    {
        string[] expected = ["action.yml", ".github/workflows/ci.yml", ".github/workflows/release.yml", "docs/examples/workflows/release-gate.yml", "docs/examples/workflows/pull-request-gate.yml", "docs/examples/workflows/matrix-of-shards.yml"];
        Assert.Empty(expected.Except(YamlFile.All.Select(f => f.Name)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void PinEveryActionOfOthersByItsCommitAndSayItsVersion(string name)
    {
        foreach (var line in Read(name).Text.Split('\n').Where(l => Uses().IsMatch(l)))
        {
            var used = Uses().Match(line).Groups[1].Value;
            if (used == "./") continue;
            if (used.StartsWith(YamlFile.Placeholder, StringComparison.Ordinal)) Assert.Equal($"{YamlFile.Placeholder}v{Version}", used);
            else Assert.Matches(@"uses: [\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line);
        }
    }

    /// <summary>Nobody has two commits for one version, or an old one in some corner.</summary>
    [Fact]
    public void PinEachActionToOneCommit()
    {
        var pins = YamlFile.All.SelectMany(f => f.Text.Split('\n')).Select(l => Uses().Match(l)).Where(m => m.Success && m.Groups[1].Value.Contains('@')).Select(m => m.Groups[1].Value.Split('@')).DistinctBy(p => string.Join('@', p));
        Assert.All(pins.GroupBy(p => p[0]), g => Assert.Single(g));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void StatePermissionsAndTimeLimits(string name)
    {
        var file = Read(name);
        Assert.True(file.Root.Children.ContainsKey("permissions"), "no permissions");
        Assert.True(file.Root.Children.ContainsKey("concurrency"), "no concurrency");
        Assert.DoesNotContain("write", YamlFile.Scalars(file.Root["permissions"]).Select(s => s.Value));
        Assert.All(YamlFile.Scalars(file.Root).Where(s => s.Path.EndsWith("/permissions", StringComparison.Ordinal)), s => Assert.Equal("", s.Value));
        Assert.All(file.Jobs, j => Assert.InRange(int.Parse(YamlFile.Find(j.Job, "timeout-minutes") ?? "0", System.Globalization.CultureInfo.InvariantCulture), 1, 120));
    }

    [Theory]
    [MemberData(nameof(Workflows))]
    public void KeepNoCredentialsInTheCheckout(string name) =>
        Assert.All(
            Read(name).Steps.Where(s => YamlFile.Find(s, "uses")?.StartsWith("actions/checkout@", StringComparison.Ordinal) == true),
            s => Assert.Equal("false", YamlFile.Words(s, "with").GetValueOrDefault("persist-credentials")));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void NeverRunWhatAStrangerSentWithRightsOfTheRepository(string name)
    {
        var on = Read(name).Root["on"];
        Assert.DoesNotContain("pull_request_target", on is YamlDotNet.RepresentationModel.YamlMappingNode map ? map.Children.Keys.Select(k => k.ToString()) : [on.ToString()]);
    }

    /// <summary>A value that the runner puts into a script is part of the script, whatever is in it.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void PutNoValueIntoAScript(string name) =>
        Assert.All(Read(name).Steps.Select(s => YamlFile.Find(s, "run")).OfType<string>(), script => Assert.DoesNotContain("${{", script, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void NameNoHost(string name) => Assert.DoesNotMatch(@"(?i)https?:|\b[\w-]+\.(org|com|io|dev|net)\b(?!\d)", Read(name).Text.Replace("net10.0", "", StringComparison.Ordinal));

    /// <summary>What the examples and CI give our own action, and ask of it, is there.</summary>
    [Theory]
    [MemberData(nameof(Workflows))]
    public void UseTheActionAsItIs(string name)
    {
        var file = Read(name);
        var ours = file.Steps.Where(s => YamlFile.Find(s, "uses") is { } used && (used == "./" || used.StartsWith(YamlFile.Placeholder, StringComparison.Ordinal))).ToList();
        Assert.All(ours, s => Assert.Empty(YamlFile.Words(s, "with").Keys.Except(YamlFile.Action.Names("inputs"))));
        var ids = ours.Select(s => YamlFile.Find(s, "id")).OfType<string>().ToHashSet();
        Assert.Empty(Outputs().Matches(file.Text).Where(m => ids.Contains(m.Groups[1].Value)).Select(m => m.Groups[2].Value).Except(YamlFile.Action.Names("outputs")));
        Assert.All(Outputs().Matches(file.Text), m => Assert.Contains(m.Groups[1].Value, file.Steps.Select(s => YamlFile.Find(s, "id"))));
    }

    /// <summary>Where it could be had: the linter that GitHub's users know, which also knows the inputs of public actions and the contexts.</summary>
    [Fact]
    public void PassActionlint()
    {
        var linter = Peer.RequireTool("@tktco", "node-actionlint", "bin", "node-actionlint.js");
        Assert.SkipWhen(Bash.OnPath("node") is null, "there is no node");
        foreach (var folder in new[] { ".github/workflows", "docs/examples/workflows" })
        {
            var (exitCode, output, error) = Peer.Run("node", linter, Repository.File(folder.Split('/')).Replace('\\', '/') + "/*.yml");
            Assert.True(exitCode == 0, output + error);
            Assert.Contains($"Checking {YamlFile.Workflows.Count(f => f.Name.StartsWith(folder, StringComparison.Ordinal))} workflow file(s)", output + error, StringComparison.Ordinal);
        }
    }

    private static string Version => XDocument.Load(Repository.File("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    private static YamlFile Read(string name) => YamlFile.All.Single(f => f.Name == name);

    [GeneratedRegex(@"^\s*(?:- )?uses: (\S+)")]
    private static partial Regex Uses();

    [GeneratedRegex(@"steps\.([\w-]+)\.outputs\.([\w-]+)")]
    private static partial Regex Outputs();
}
