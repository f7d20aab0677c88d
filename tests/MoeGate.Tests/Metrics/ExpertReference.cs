using System.Text.Json;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Every metric of sections 1 to 4 at every layer, against a separate implementation in NumPy.</summary>
public class ExpertReference
{
    private const double Tolerance = 1e-9;

    public static TheoryData<string, string> Profiles => new()
    {
        { "nemotron-expert-stats/expert_stats_reap.excerpt.json", "0.5" },
        { "nemotron-expert-stats/expert_stats_reap.excerpt.json", "0.33" },
        { "nemotron-expert-stats/expert_stats_reap.excerpt.json", "108" },
        { "glm52-saliency/merged/merged_books.json", "0.5" },
        { "glm52-saliency/merged/merged_code_raw.json", "0.33" },
        { "glm52-saliency/merged/merged_math.json", "108" },
        { "glm52-saliency/merged/merged_web.json", "0.5" },
        { "glm52-saliency/merged/merged_wiki.json", "0.33" },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public void EqualsNumPyOnRealProfiles(string file, string keep) => Compare(["--experts", Repository.Data(file), "--keep", keep]);

    [Fact]
    public void EqualsNumPyOnShardsWithHeldOutDomains() => Compare(
    [
        "--experts", .. Enumerable.Range(0, 8).Select(i => Repository.Data("glm52-saliency", "shards", $"sal_books_calib_0{i}.json")),
        "--held-out", Merged("math"), Merged("web"), Merged("code_raw"), "--keep", "0.25",
    ]);

    [Theory]
    [InlineData("keep_code_108")]
    [InlineData("keep_code_96")]
    [InlineData("keep_mix108_maxmin")]
    [InlineData("keep_random_96")]
    public void EqualsNumPyOnPlans(string plan) => Compare(
    [
        "--experts", Merged("code_raw"), "--held-out", Merged("wiki"), Merged("books"),
        "--plan", Repository.Data("glm52-saliency", "keep", plan + ".json"),
    ]);

    [Theory]
    [InlineData("reap")]
    [InlineData("ean_mean")]
    [InlineData("frequency")]
    public void EqualsNumPyOnTheSample(string score) => Compare(
    [
        "--experts", Sample("calibration.json"), "--held-out", Sample("heldout-prose.json"), Sample("heldout-code.json"), Sample("heldout-arithmetic.json"),
        "--keep", "0.5", "--score", score,
    ]);

    [Theory]
    [InlineData("plan-reap.json")]
    [InlineData("plan-random.json")]
    [InlineData("plan-one-domain.json")]
    public void EqualsNumPyOnTheSamplesShardsAndPlans(string plan) => Compare(
    [
        "--experts", .. Enumerable.Range(0, 4).Select(i => Sample("shards", $"0{i}.json")), "--held-out", Sample("heldout-prose.json"), "--plan", Sample(plan),
    ]);

    /// <summary>Python takes several files after one option, the tool an option for each.</summary>
    private static IEnumerable<string> Repeated(IReadOnlyList<string> args)
    {
        var option = "";
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i].StartsWith("--", StringComparison.Ordinal)) option = args[i];
            else foreach (var word in new[] { option, args[i] }) yield return word;
        }
    }

    private static string Merged(string domain) => Repository.Data("glm52-saliency", "merged", $"merged_{domain}.json");

    private static string Sample(params string[] parts) => Repository.File(["samples", "experts", .. parts]);

    private static void Compare(IReadOnlyList<string> args)
    {
        var (exitCode, output, error) = Peer.Run(Peer.RequirePython(), [Repository.File("tests", "reference", "experts.py"), .. args]);
        Assert.True(exitCode == 0, error);
        var ours = Moegate.Run(["measure", .. Repeated(args), "--report", "json"]);
        Assert.True(ours.ExitCode == 0, ours.Error);

        using var expected = JsonDocument.Parse(output);
        using var actual = JsonDocument.Parse(ours.Out);
        var found = actual.RootElement.GetProperty("measurements").EnumerateArray()
            .ToDictionary(m => (m.GetProperty("metric").GetString()!, m.GetProperty("subject").GetString()!));
        var compared = 0;
        foreach (var theirs in expected.RootElement.GetProperty("measurements").EnumerateArray())
        {
            var key = (theirs.GetProperty("metric").GetString()!, theirs.GetProperty("subject").GetString()!);
            Assert.True(found.ContainsKey(key), $"{key} was not measured");
            MustAgree(key, theirs, found[key]);
            compared++;
        }

        Assert.True(compared >= 80, $"only {compared} figures were compared");
    }

    private static void MustAgree((string Metric, string Subject) key, JsonElement theirs, JsonElement ours)
    {
        if (theirs.TryGetProperty("unavailable", out var kind))
        {
            Assert.Equal(kind.GetString(), ours.GetProperty("unavailable").GetProperty("kind").GetString());
            return;
        }

        Assert.True(ours.TryGetProperty("value", out var value), $"{key} is not available, NumPy has {theirs.GetProperty("value")}");
        Near(key, theirs.GetProperty("value").GetDouble(), value.GetDouble());
        if (theirs.TryGetProperty("expected", out var chance) && ours.TryGetProperty("expected", out var ourChance)) Near(key, chance.GetDouble(), ourChance.GetDouble());
    }

    private static void Near((string, string) key, double theirs, double ours) =>
        Assert.True(Math.Abs(theirs - ours) <= Tolerance * Math.Max(1e-3, Math.Abs(theirs)), $"{key}: NumPy {theirs:R}, ours {ours:R}");
}
