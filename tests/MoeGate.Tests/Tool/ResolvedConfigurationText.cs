using MoeGate.Rules;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class ResolvedConfigurationText
{
    private const string Rich = """
        {
          // everything that a configuration can hold
          "$schema": "./moegate.schema.json",
          "extends": ["moegate:release", "team.json"],
          "evidence": {
            "candidate": "out/größe-Q2_K.gguf", "experts": ["calibration.json"], "heldOut": "heldout-code.json", "keep": 0.5, "score": "reap",
            "architecture": { "file": "config.json", "moeLayers": [1, 2, 3, 4, 5], "paramsOther": 1.5e9 },
            "evaluations": { "general": { "candidate": "a.log", "reference": "b.log" }, "other": "c.log" }
          },
          "parameters": { "starvedBelow": 8, "seed": 7, "budgets": ["16GiB", "24GiB"], "overhead": "1.5GiB" },
          "baseline": { "file": "baseline.json", "whenMissing": "skip" },
          "rules": [
            { "id": "MG201", "assert": { "error": "min >= 1pp" } },
            { "id": "T1", "metric": "profile.dead", "assert": "each <= 0", "allow": "2 items", "select": { "layer": ["0-3", "!1", 5], "subject": "blk.*" },
              "groupBy": "layer", "onNoData": "skip", "requires": ["experts", "keep"], "title": "a \"title\"", "why": "a\\b // c /* d */" }
          ],
          "overrides": [{ "candidate": "**/*-Q2_K*.gguf", "rules": [{ "id": "T1", "allow": "1%", "scope": "layer" }] }],
          "waivers": "waivers.json",
          "reports": { "junit": "out/j.xml", "sarif": "out/s.sarif" },
        }
        """;

    [Fact]
    public void IsAConfigurationOfTheSameRules()
    {
        using var folder = Folder();
        var run = Moegate.Run("config", folder.Write("moegate.json", Rich));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var before = ConfigurationFile.Read(folder["moegate.json"]);
        var after = ConfigurationFile.Read(folder.Write("resolved.json", run.Out));
        Assert.Equal(Rules(before), Rules(after));
        Assert.Equal(before.Evidence.Experts, after.Evidence.Experts);
        Assert.Equal((before.Evidence.Keep, before.Evidence.Candidate, before.Evidence.Score), (after.Evidence.Keep, after.Evidence.Candidate, after.Evidence.Score));
        Assert.Equal(before.Baseline, after.Baseline);
        Assert.Equal(before.Evidence.Evaluations, after.Evidence.Evaluations);
        Assert.Equal(before.Evidence.Parameters.Budgets, after.Evidence.Parameters.Budgets);
        Assert.Equal(before.Reports, after.Reports);
    }

    [Fact]
    public void IsItsOwnResolution()
    {
        using var folder = Folder();
        var once = Moegate.Run("config", folder.Write("moegate.json", Rich)).Out;
        var twice = Moegate.Run("config", folder.Write("resolved.json", once)).Out;
        Assert.Equal(WithoutComments(once), WithoutComments(twice));
    }

    [Fact]
    public void SaysWhereEveryValueCameFrom()
    {
        using var folder = Folder();
        var path = folder.Write("moegate.json", Rich);
        var run = Moegate.Run("config", path);
        Assert.Contains($"\"keep\": 0.5, // {path}:6:", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"metric\": \"pruning.vs_random\", // moegate:pruning:7:17", run.Out, StringComparison.Ordinal);
        Assert.Contains($"\"error\": \"min >= 1pp\", // {path}:13:", run.Out, StringComparison.Ordinal);
        Assert.Contains($"\"why\": \"the team's\", // {folder["team.json"]}:1:", run.Out, StringComparison.Ordinal);
        Assert.Contains($"\"allow\": \"1%\", // {path}:17:", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("moegate.json")]
    [InlineData("broken.json")]
    public void OfTheSampleGivesTheSameVerdict(string name)
    {
        using var folder = new TestFolder();
        foreach (var file in Directory.GetFiles(Sample.Path(), "*.json")) File.Copy(file, folder[Path.GetFileName(file)]);
        var resolved = folder.Write("resolved.json", Moegate.Run("config", folder[name]).Out);
        var (before, after) = (Moegate.Run("check", folder[name]), Moegate.Run("check", resolved));
        Assert.Equal((before.ExitCode, before.Out), (after.ExitCode, after.Out));
    }

    private static TestFolder Folder()
    {
        var folder = new TestFolder();
        folder.Write("team.json", """{ "rules": [{ "id": "MG101", "why": "the team's" }, { "id": "MG106", "enabled": false }] }""");
        folder.Write("waivers.json", """[{ "rule": "T1", "reason": "x", "expires": "2031-01-01" }]""");
        return folder;
    }

    private static IEnumerable<string> Rules(ConfigurationFile file) => file.Rules(file.Evidence.Candidate!.Shown, []).Build().Select(Say);

    private static string Say(Rule r) =>
        $"{r.Id} {r.Metric.Id} {r.Error?.Text} {r.Warning?.Text} {r.Title} {r.Why} {r.Scope} {r.Selection.Text} {r.GroupBy} {r.Allow} {r.OnNoData} {string.Join(',', r.Requires)}";

    private static string WithoutComments(string text) => string.Join('\n', text.Split('\n').Select(l => l.LastIndexOf(", // ", StringComparison.Ordinal) is >= 0 and var at ? l[..at] : l));
}
