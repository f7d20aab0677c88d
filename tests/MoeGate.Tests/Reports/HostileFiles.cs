using System.Text.Json;
using System.Text.Json.Nodes;
using MoeGate.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>Hostile names in files, through the tool as a pipeline runs it.</summary>
public sealed class HostileFiles : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<int> Names => [.. Enumerable.Range(0, Hostile.Names.Count)];

    /// <summary>A name that begins with @ is a response file to the command line.</summary>
    public static TheoryData<int> FileNames => [.. Enumerable.Range(0, Hostile.Names.Count).Where(i => IsFileName(Hostile.Names[i]) && !Hostile.Names[i].StartsWith('@'))];

    [Theory]
    [MemberData(nameof(FileNames))]
    public void OfProfilesAreHarmless(int index)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file names");
        var name = Hostile.Names[index];
        var heldOut = folder.Write(name, File.ReadAllText(Sample("heldout-code.json")));
        var profile = folder.Write("p" + name, File.ReadAllText(Sample("broken-profile.json")));
        string[] evidence = ["--experts", profile, "--held-out", heldOut, "--keep", "0.5"];
        foreach (var reporter in Reporter.All) MustBeHarmless(["check", .. evidence, "--report", reporter.Format], reporter is GitHubReport ? null : 0);
        MustBeHarmless(["check", .. evidence, "--verbose"]);
        MustBeHarmless(["measure", .. evidence, "--verbose"]);
        MustBeHarmless(["analyze", "experts", profile, "--held-out", heldOut]);
        MustBeHarmless(["init", .. evidence, "-o", folder["moegate.json"]]);
    }

    [Theory]
    [MemberData(nameof(FileNames))]
    public void ThatCannotBeReadAreHarmless(int index)
    {
        var name = Hostile.Names[index];
        MustBeHarmless(["check", "--experts", name, "--keep", "0.5"], exitCode: 3);
        MustBeHarmless(["check", name + ".json"], exitCode: 2);
        MustBeHarmless(["report", name], exitCode: 3);
        MustBeHarmless(["explain", name], exitCode: 2);
        MustBeHarmless(["check", "--experts", Sample("calibration.json"), "--rules", name], exitCode: 2);
        MustBeHarmless(["check", "--experts", Sample("calibration.json"), "--keep=" + name], exitCode: 2);
        MustBeHarmless(["check", "--experts", Sample("calibration.json"), "--report=" + name], exitCode: 2);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OfTeamPacksAreHarmless(int index)
    {
        var name = Valid(Hostile.Names[index]);
        folder.Write("team.json", new JsonObject
        {
            ["title"] = name,
            ["rules"] = new JsonArray(
                new JsonObject { ["id"] = "T1", ["metric"] = "profile.dispersion", ["title"] = name, ["why"] = name, ["assert"] = "min\u2028 >=\n\t\v1e9 " },
                new JsonObject { ["id"] = "T2", ["metric"] = "profile.dispersion", ["title"] = name, ["why"] = name, ["assert"] = "min\u2028 >=\n\t\v0 " },
                new JsonObject { ["id"] = "T3", ["metric"] = "profile.dispersion", ["title"] = name, ["why"] = name, ["select"] = new JsonObject { ["subject"] = name + "x" }, ["assert"] = "min >= 0" }),
        }.ToJsonString());
        var configuration = folder.Write("moegate.json", """{ "extends": "./team.json", "evidence": { "experts": "profile.json" } }""");
        File.Copy(Sample("calibration.json"), folder["profile.json"], overwrite: true);
        foreach (var reporter in Reporter.All) MustBeHarmless(["check", configuration, "--report", reporter.Format], reporter is GitHubReport ? null : 0, exitCode: 1);
        MustBeHarmless(["check", configuration, "--verbose"], exitCode: 1);
        MustBeHarmless(["rules", configuration]);
        MustBeHarmless(["config", configuration]);
        foreach (var rule in new[] { "T1", "T2", "T3" }) MustBeHarmless(["explain", rule, "--config", configuration]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OfConfigurationsThatAreWrongAreHarmless(int index)
    {
        var name = Valid(Hostile.Names[index]);
        foreach (var wrong in new JsonObject[]
        {
            new() { [name] = 1 },
            new() { ["extends"] = name + "x" },
            new() { ["rules"] = new JsonArray(new JsonObject { ["id"] = name + " " }) },
            new() { ["rules"] = new JsonArray(new JsonObject { ["id"] = "T1", ["metric"] = name }) },
            new() { ["rules"] = new JsonArray(new JsonObject { ["id"] = "T1", ["metric"] = "profile.dispersion", ["assert"] = name }) },
            new() { ["rules"] = new JsonArray(new JsonObject { ["id"] = "T1", ["metric"] = "profile.dispersion", ["assert"] = "min >= " + name }) },
            new() { ["reports"] = new JsonObject { [name] = "x" } },
        })
            MustBeHarmless(["check", folder.Write("wrong.json", wrong.ToJsonString())], exitCode: 2);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OfWaiversAreHarmless(int index)
    {
        var name = Valid(Hostile.Names[index]);
        folder.Write("waivers.json", new JsonArray(new JsonObject { ["rule"] = "T1", ["reason"] = name, ["owner"] = name, ["expires"] = "2999-01-01" }).ToJsonString());
        File.Copy(Sample("calibration.json"), folder["profile.json"], overwrite: true);
        var configuration = folder.Write("moegate.json", """{ "waivers": "waivers.json", "evidence": { "experts": "profile.json" }, "rules": [{ "id": "T1", "metric": "profile.dispersion", "assert": "min >= 1e9" }] }""");
        foreach (var reporter in Reporter.All) MustBeHarmless(["check", configuration, "--report", reporter.Format], reporter is GitHubReport ? null : 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OfPlansAreHarmless(int index)
    {
        var plan = folder.Write("plan.json", new JsonObject { [Valid(Hostile.Names[index])] = new JsonArray(0, 1, 2, 3, 4) }.ToJsonString());
        MustBeHarmless(["check", "--experts", Sample("calibration.json"), "--plan", plan], exitCode: 3);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OfResultsAreHarmless(int index)
    {
        var document = JsonNode.Parse(Written.By("json", HostileVerdict.Of(Hostile.Names[index])))!;
        document["tool"]!["version"] = Valid(Hostile.Names[index]);
        var results = folder.Write("results.json", document.ToJsonString());
        foreach (var reporter in Reporter.All)
        {
            var run = MustBeHarmless(["report", results, "--report", reporter.Format], reporter is GitHubReport ? HostileVerdict.Commands : 0);
            if (reporter is MarkdownReport) MarkdownRules.Check(run.Out);
        }

        MustBeHarmless(["check", "--metrics", results, "--verbose"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OfRulesInResultsAreRefused(int index)
    {
        var document = JsonNode.Parse(Written.By("json", RichVerdict.Passed))!;
        var name = Valid(Hostile.Names[index]);
        document["rules"]![0]!["id"] = name;
        document["findings"]![0]!["rule"] = name;
        var results = folder.Write("results.json", document.ToJsonString());
        foreach (var reporter in Reporter.All) MustBeHarmless(["report", results, "--report", reporter.Format], exitCode: 3);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Runs the tool and looks at both streams; of the commands of a GitHub report only the form is looked at.</summary>
    private static Moegate MustBeHarmless(string[] args, int? commands = 0, int? exitCode = null)
    {
        var run = Moegate.Run(args);
        var ours = run.Out.Split('\n').Count(l => l.StartsWith("::error file=", StringComparison.Ordinal) || l.StartsWith("::warning file=", StringComparison.Ordinal));
        Hostile.MustBeHarmless(run.Out, commands ?? ours);
        Hostile.MustBeHarmless(run.Error);
        Assert.True(run.ExitCode == (exitCode ?? run.ExitCode) && run.ExitCode is 0 or 1 or 2 or 3, $"{run.ExitCode}: {run.Error}");
        return run;
    }

    private static bool IsFileName(string name) => name.Trim().Length > 0 && name.Length < 200 && !name.Contains('/', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal);

    /// <summary>Half a pair cannot be written as JSON.</summary>
    private static string Valid(string name) => JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(name))!;

    private static string Sample(string name) => Repository.File("samples", "experts", name);
}
