using MoeGate.Tests.Support;
using YamlDotNet.RepresentationModel;

namespace MoeGate.Tests.Tool;

/// <summary>The workflow that <c>moegate init --workflow</c> writes.</summary>
public class StarterWorkflow
{
    [Fact]
    public void RunsTheConfigurationFromTheRootOfItsRepository()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder[".git"]);
        var init = Moegate.Run("init", "-o", folder["gates/own's.json"], "--workflow");
        Assert.Equal((0, ""), (init.ExitCode, init.Error));
        var job = Job(folder[".github/workflows/moegate.yml"]);
        Assert.Equal("gates/own's.json", Text(job, "env", "MOEGATE_CONFIG"));
        Assert.Contains("moegate check \"$MOEGATE_CONFIG\" --report github", Script(job, "Gate"), StringComparison.Ordinal);
        Assert.Contains("--report sarif=out/moegate.sarif --report junit=out/moegate.junit.xml", Script(job, "Gate"), StringComparison.Ordinal);
    }

    [Fact]
    public void MayDoNoMoreThanItNeeds()
    {
        var workflow = Written("--workflow");
        Assert.Empty(((YamlMappingNode)workflow["permissions"]).Children);
        var permissions = (YamlMappingNode)workflow["jobs"]["gate"]["permissions"];
        Assert.Equal(["contents: read", "security-events: write"], permissions.Children.Select(p => $"{p.Key}: {p.Value}"));
        Assert.Equal("false", Text(Steps(workflow["jobs"]["gate"])[0], "with", "persist-credentials"));
    }

    /// <summary>What an action does cannot change under the feet of a workflow that names its commit.</summary>
    [Fact]
    public void NamesActionsByTheirCommit()
    {
        var actions = Steps(Written("--workflow")["jobs"]["gate"]).Where(s => s.Children.ContainsKey("uses")).Select(s => Text(s, "uses")).ToList();
        Assert.Equal(4, actions.Count);
        Assert.All(actions, a => Assert.Matches("^[a-z]+/[a-z-]+(/[a-z-]+)?@[0-9a-f]{40}$", a));
    }

    [Fact]
    public void PutsNoExpressionIntoAScript() =>
        Assert.All(Steps(Written("--workflow")["jobs"]["gate"]).Where(s => s.Children.ContainsKey("run")), s => Assert.DoesNotContain("${{", Text(s, "run"), StringComparison.Ordinal));

    [Fact]
    public void ReportsAlsoWhereTheGateFails()
    {
        var steps = Steps(Written("--workflow")["jobs"]["gate"]);
        Assert.All(steps[^2..], s => Assert.Contains("!cancelled()", Text(s, "if"), StringComparison.Ordinal));
        Assert.Equal("out/moegate.sarif", Text(steps[^2], "with", "sarif_file"));
    }

    [Fact]
    public void InstallsTheVersionThatWroteIt() =>
        Assert.Contains($"dotnet tool install moegate --version {Gate.Version} --tool-path \"$RUNNER_TEMP/moegate\"", Script(Written("--workflow")["jobs"]["gate"], "Install moegate"), StringComparison.Ordinal);

    [Fact]
    public void RestoresTheToolManifestWhereThereIsOne()
    {
        using var folder = new TestFolder();
        folder.Write(".config/dotnet-tools.json", """{ "version": 1, "isRoot": true, "tools": { "moegate": { "version": "0.1.0", "commands": ["moegate"] } } }""");
        Directory.CreateDirectory(folder[".git"]);
        Assert.Equal(0, Moegate.Run("init", "-o", folder["moegate.json"], "--workflow").ExitCode);
        var job = Job(folder[".github/workflows/moegate.yml"]);
        Assert.Equal("dotnet tool restore", Script(job, "Restore moegate"));
        Assert.StartsWith("dotnet tool run moegate -- check \"$MOEGATE_CONFIG\"", Script(job, "Gate"), StringComparison.Ordinal);
    }

    [Fact]
    public void ReplacesNothingUnlessForced()
    {
        using var folder = new TestFolder();
        var path = folder.Write("w.yml", "mine");
        string[] init = ["init", "-o", folder["moegate.json"], "--workflow=" + path];
        Refused.With(Moegate.Run(init), Refused.AsUsage, path + " is already there; give another --workflow=FILE, or --force to replace it");
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.False(File.Exists(folder["moegate.json"]));
        Assert.Equal(0, Moegate.Run([.. init, "--force"]).ExitCode);
        Assert.NotEqual("mine", File.ReadAllText(path));
    }

    [Fact]
    public void IsAddedToAConfigurationThatIsThere()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder[".git"]);
        var path = folder.Write("moegate.json", """{ "extends": "moegate:release" }""");
        var init = Moegate.Run("init", "-o", path, "--workflow");
        Assert.Equal((0, ""), (init.ExitCode, init.Error));
        Assert.EndsWith($", which runs {path}\n", init.Out, StringComparison.Ordinal);
        Assert.Equal("moegate.json", Text(Job(folder[".github/workflows/moegate.yml"]), "env", "MOEGATE_CONFIG"));
        Assert.Equal("""{ "extends": "moegate:release" }""", File.ReadAllText(path));
        Assert.False(File.Exists(folder["moegate.schema.json"]));
        Refused.With(Moegate.Run("init", "-o", path, "--workflow=" + folder["b.yml"], "--experts", Sample.Path("calibration.json")), Refused.AsUsage, path + " is already there");
    }

    [Fact]
    public void LeavesNothingBehindWhereItCannotBeWritten()
    {
        using var folder = new TestFolder();
        folder.Write("file", "");
        var run = Moegate.Run("init", "-o", folder["moegate.json"], "--workflow=" + folder["file/w.yml"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Equal([folder["file"]], Directory.GetFileSystemEntries(folder.Path));
    }

    [Theory]
    [InlineData("a${{ secrets.X }}.json")]
    [InlineData("a\nb.json")]
    public void RefusesANameThatARunnerWouldRead(string name)
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("init", "-o", folder[name], "--workflow=" + folder["w.yml"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(" cannot be named in a workflow; give the configuration another name", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void RefusesAModelInItsPlace() =>
        Refused.With(Moegate.Run("init", "--workflow", "model.gguf"), Refused.AsUsage, "--workflow model.gguf is not a .yml file; write --workflow=FILE, or MODEL before it");

    [Fact]
    public void NeedsAConfigurationThatIsAFile() =>
        Refused.With(Moegate.Run("init", "-o", "-", "--workflow=w.yml"), Refused.AsUsage, "--workflow and -o - exclude each other");

    private static YamlNode Written(params string[] options)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder[".git"]);
        Assert.Equal(0, Moegate.Run(["init", "-o", folder["moegate.json"], .. options]).ExitCode);
        return Read(folder[".github/workflows/moegate.yml"]);
    }

    private static YamlNode Read(string path)
    {
        var yaml = new YamlStream();
        using var reader = File.OpenText(path);
        yaml.Load(reader);
        return Assert.Single(yaml.Documents).RootNode;
    }

    private static YamlNode Job(string path) => Read(path)["jobs"]["gate"];

    private static List<YamlMappingNode> Steps(YamlNode job) => [.. ((YamlSequenceNode)job["steps"]).Children.Cast<YamlMappingNode>()];

    private static string Script(YamlNode job, string name) => Text(Steps(job).Single(s => s.Children.ContainsKey("name") && Text(s, "name") == name), "run");

    private static string Text(YamlNode node, params string[] keys) => ((YamlScalarNode)keys.Aggregate(node, (at, key) => at[key])).Value!;
}
