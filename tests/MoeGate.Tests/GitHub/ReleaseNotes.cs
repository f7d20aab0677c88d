using MoeGate.Tests.Support;

namespace MoeGate.Tests.GitHub;

/// <summary>What a tag becomes, before anything is published.</summary>
public sealed class ReleaseNotes : IDisposable
{
    private readonly TestFolder folder = new();

    public ReleaseNotes()
    {
        folder.Write("Directory.Build.props", "<Project>\n  <PropertyGroup>\n    <VersionPrefix>1.2.0</VersionPrefix>\n  </PropertyGroup>\n</Project>\n");
        folder.Write(Path.Combine(".github", "release-notes"), File.ReadAllText(Repository.File(".github", "release-notes")));
    }

    [Theory]
    [InlineData("## 1.2.0")]
    [InlineData("## 1.2.0 (2026-11-30)")]
    public void AreTheChangelogsWordsOnThatVersion(string heading)
    {
        Assert.Equal((0, "\n- One.\n\n### More\n\n- Two.\n"), Of("v1.2.0", $"# Changelog\n\n## 1.2.0-rc.1\n\n- Not this.\n\n{heading}\n\n- One.\n\n### More\n\n- Two.\n\n## 1.1.0\n\n- Nor this.\n"));
    }

    [Fact]
    public void AreRefusedForATagThatIsNotTheVersion() => Assert.Equal((1, ""), Of("v1.3.0", "## 1.3.0\n\n- One.\n"));

    /// <summary>A version before another has its text, whether that is dated or not.</summary>
    [Theory]
    [InlineData("v1.2.0-rc.1", "## 1.2.0 (unreleased)")]
    [InlineData("v1.2.0-beta", "## 1.2.0 (2026-11-30)")]
    public void OfAVersionBeforeAreThoseOfTheVersion(string tag, string heading) => Assert.Equal((0, "\n- One.\n"), Of(tag, $"{heading}\n\n- One.\n"));

    [Theory]
    [InlineData("v1.2.0-")]
    [InlineData("v1.2.01")]
    [InlineData("v1.2.0-rc 1")]
    [InlineData("v1.3.0-rc.1")]
    public void AreRefusedForATagThatIsNoVersion(string tag) => Assert.Equal((1, ""), Of(tag, "## 1.2.0\n\n- One.\n"));

    [Theory]
    [InlineData("## 1.2.0 (unreleased)\n\n- One.\n")]
    [InlineData("## 1.2.0\n\n## 1.1.0\n\n- Old.\n")]
    [InlineData("## 1x2.0\n\n- Other.\n")]
    [InlineData("")]
    public void AreRefusedWhereTheChangelogHasNone(string changelog) => Assert.Equal((1, ""), Of("v1.2.0", changelog));

    /// <summary>The script and this repository's own files fit each other; the changelog may still call the version unreleased.</summary>
    [Fact]
    public void CanBeMadeOfThisRepository()
    {
        var version = System.Xml.Linq.XDocument.Load(Repository.File("Directory.Build.props")).Descendants("VersionPrefix").Single().Value;
        var (exitCode, output, error) = Bash.Run(Repository.Root, new Dictionary<string, string>(), Repository.File(".github", "release-notes"), "v" + version);
        Assert.True(exitCode == 0 ? output.Length > 0 : error.Contains("still calls it unreleased", StringComparison.Ordinal), output + error);
        Assert.Contains($"\n## {version}", File.ReadAllText(Repository.File("CHANGELOG.md")), StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private (int ExitCode, string Out) Of(string tag, string changelog)
    {
        folder.Write("CHANGELOG.md", changelog);
        var (exitCode, output, error) = Bash.Run(folder.Path, new Dictionary<string, string>(), folder[Path.Combine(".github", "release-notes")], tag);
        Assert.Equal(exitCode == 0, error.Length == 0);
        return (exitCode, output);
    }
}
