using System.Text.Json.Nodes;
using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The results document of real runs.</summary>
public sealed class ResultsDocument : IDisposable
{
    private readonly TestFolder folder = new();

    /// <summary>Arguments and the verdict they lead to; null for a command that gives none.</summary>
    public static TheoryData<string[], string?, int> Runs => new()
    {
        { ["measure", Sample("moegate.json"), "--all"], null, 0 },
        { ["check", Sample("moegate.json"), "--all"], "pass", 0 },
        { ["check", Sample("broken.json")], "fail", 1 },
        { ["check", Sample("broken.json"), "--fail-on", "never"], "fail", 0 },
        { ["check", "--keep", "0.5"], "undecided", 3 },
        { ["check", "--plan", Sample("plan-reap.json"), "--experts", Sample("calibration.json")], "pass", 0 },
    };

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task ValidatesAgainstItsSchema(string[] args, string? verdict, int exitCode) =>
        Assert.Empty(await JsonSchemas.Problems("results", Document(args, verdict, exitCode)));

    [Fact]
    public async Task OfTheRichVerdictValidatesAgainstItsSchema() => Assert.Empty(await JsonSchemas.Problems("results", Written.By("json", RichVerdict.Verdict)));

    [Theory]
    [InlineData("""{ "schema": "moegate.results/2" }""")]
    [InlineData("""{ "schema": "moegate.results/1", "tool": { "version": "1" }, "evidence": [], "measurements": [{ "metric": "x" }] }""")]
    [InlineData("""{ "schema": "moegate.results/1", "tool": { "version": "1" }, "evidence": [], "measurements": [], "extra": 1 }""")]
    public async Task OfAnotherKindDoesNot(string json) => Assert.NotEmpty(await JsonSchemas.Problems("results", json));

    [Theory]
    [MemberData(nameof(Runs))]
    public void HasEachMeasurementOnceAndSorted(string[] args, string? verdict, int exitCode)
    {
        var keys = JsonNode.Parse(Document(args, verdict, exitCode))!["measurements"]!.AsArray()
            .Select(m => (Subject: Subject.Parse((string)m!["subject"]!), Metric: (string)m["metric"]!)).ToList();
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.Equal(keys.OrderBy(k => k.Subject).ThenBy(k => k.Metric, StringComparer.Ordinal), keys);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void NamesNoFolderOfThisMachine(string[] args, string? verdict, int exitCode)
    {
        var text = Document(args, verdict, exitCode);
        Assert.DoesNotContain(Repository.Root, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Environment.MachineName, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void TellsDomainsOfOneFileNameApartWithoutNamingFolders()
    {
        folder.Write("one/books.json", File.ReadAllText(Sample("heldout-code.json")));
        folder.Write("two/books.json", File.ReadAllText(Sample("heldout-prose.json")));
        var document = Document(["measure", "--experts", Sample("calibration.json"), "--held-out", folder["one/books.json"], "--held-out", folder["two/books.json"], "--keep", "0.5"], null, 0);
        Assert.DoesNotContain(folder.Path, document, StringComparison.Ordinal);
        var coverage = JsonNode.Parse(document)!["measurements"]!.AsArray().First(m => (string?)m!["metric"] == "pruning.coverage")!;
        Assert.Equal(2, coverage["items"]!.AsArray().Select(i => (string)i!["index"]!).Distinct().Count());
    }

    [Fact]
    public void IsTheSameTwice() => Assert.Equal(Document(["check", Sample("broken.json")], "fail", 1), Document(["check", Sample("broken.json")], "fail", 1));

    [Fact]
    public void GivesTheValuesInFull()
    {
        var document = JsonNode.Parse(Document(["check", Sample("moegate.json")], "pass", 0))!;
        var value = document["measurements"]!.AsArray().First(m => (string?)m!["metric"] == "profile.dispersion")!["value"]!.ToJsonString();
        Assert.True(value.Length > 12, value);
    }

    [Fact]
    public void NamesPathsAsTheyWereGiven()
    {
        var document = JsonNode.Parse(Document(["check", Sample("moegate.json")], "pass", 0))!;
        Assert.Equal(["calibration.json", "heldout-prose.json", "heldout-code.json", "heldout-arithmetic.json", "architecture.json"], document["evidence"]!.AsArray().Select(e => (string?)e!["path"]).OfType<string>());
    }

    public void Dispose() => folder.Dispose();

    private static string Document(string[] args, string? verdict, int exitCode)
    {
        var run = Moegate.Run([.. args, "--report", "json"]);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
        Assert.Equal(verdict, (string?)JsonNode.Parse(run.Out)!["verdict"]);
        return run.Out;
    }

    private static string Sample(string name) => Repository.File("samples", "experts", name);
}
