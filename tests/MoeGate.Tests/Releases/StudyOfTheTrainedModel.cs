using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases;

/// <summary>
/// The study of samples/tiny-moe says what the gate decides of every candidate. The models of most are not in the repository, but their plans,
/// statistics and logs are, and what is decided by those is decided here again.
/// </summary>
public class StudyOfTheTrainedModel
{
    private static readonly string[] domains = ["prose", "code", "arithmetic"];

    public static TheoryData<string> Candidates => new(Study().Select(c => c.Key));

    /// <summary>Rules on statistics, plans and evaluations decide what the study says they did.</summary>
    [Theory]
    [MemberData(nameof(Candidates))]
    public void IsWhatTheGateDecides(string name)
    {
        var plan = (string?)Study()[name]!["plan"];
        Decides(name, "after", Evidence(name, plan));
        Decides(name, "scaled", [.. Evidence(name, plan), "--rules", Sample("bytes.json")]);
    }

    private static void Decides(string name, string when, List<string> evidence)
    {
        var after = Study()[name]![when]!;
        var run = Moegate.Run(["check", .. evidence, "--report", "json"]);
        Assert.InRange(run.ExitCode, 0, 1);
        var findings = JsonNode.Parse(run.Out)!["findings"]!.AsArray();
        Assert.Equal(Of(after["failed"]!), Rules(findings, "fail"));
        Assert.Equal(Of(after["warned"]!), Rules(findings, "warning"));
    }

    /// <summary>Where the logs show the gravest loss, the verdict after them is no pass, and where they show none, it is one.</summary>
    [Fact]
    public void DecidesAsTheLogsSay()
    {
        foreach (var (name, entry) in Study())
        {
            var worst = domains.Max(d => (double)entry!["truth"]![d]!["ratio"]![0]!);
            var decision = (string?)entry!["scaled"]!["decision"];
            if (worst > 1.11) Assert.True(decision == "fail", $"{name}: {worst}");
            if (worst < 1.05) Assert.True(decision == "pass", $"{name}: {worst}");
        }
    }

    /// <summary>The page's tables are those that the study gives.</summary>
    [Fact]
    public void IsWhatThePageSays()
    {
        var page = Repository.File("docs", "validity.md");
        var (exitCode, said, error) = Peer.Run(Peer.RequirePython(), Repository.File("samples", "tiny-moe", "make", "validity.py"), "--print");
        Assert.True(exitCode == 0, error);
        Assert.Equal(said, File.ReadAllText(page));
    }

    private static JsonObject Study() => JsonNode.Parse(File.ReadAllText(Repository.File("samples", "tiny-moe", "study.json")))!.AsObject();

    private static List<string> Evidence(string name, string? plan)
    {
        var given = new List<string>();
        foreach (var domain in domains) given.AddRange(["--evaluation", $"{domain}={Sample("logs", $"{name}.{domain}.log")}"]);
        if (plan is null) return given;
        foreach (var half in (string[])["1", "2"]) given.AddRange(["--experts", Sample("stats", $"calibration.{half}.json")]);
        foreach (var domain in domains) given.AddRange(["--held-out", Sample("stats", $"heldout-{domain}.json")]);
        return [.. given, "--plan", Sample("plans", plan + ".json"), "--architecture", Sample("reference", "tiny-moe-bf16.gguf")];
    }

    private static string Sample(params string[] parts) => Repository.File(["samples", "tiny-moe", .. parts]);

    /// <summary>What needs no weights: MG1xx, MG2xx and MG4xx.</summary>
    private static string Of(JsonNode rules) => string.Join(' ', rules.AsArray().Select(r => (string?)r).Where(IsWithoutWeights).Order(StringComparer.Ordinal));

    private static string Rules(JsonArray findings, string outcome) =>
        string.Join(' ', findings.Where(f => (string?)f!["outcome"] == outcome).Select(f => (string?)f!["rule"]).Where(IsWithoutWeights).Distinct().Order(StringComparer.Ordinal));

    private static bool IsWithoutWeights(string? rule) => rule is ['M', 'G', '1' or '2' or '4', ..];
}
