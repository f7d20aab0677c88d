using System.Text.Json.Nodes;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports;

/// <summary>What code scanning asks of a SARIF file, and what the validator does not look at.</summary>
public class SarifResults
{
    private static readonly Rule rule = RichVerdict.Own("T1", 7, "profile.dispersion", "min >= 0.5") with { Why = "Because." };

    [Theory]
    [InlineData("gates/moegate.json", "gates/moegate.json")]
    [InlineData("./team.json", "team.json")]
    [InlineData("a//b/./c.json", "a/b/c.json")]
    [InlineData(@"gates\moegate.json", "gates/moegate.json")]
    [InlineData("/home/someone/moegate.json", "moegate.json")]
    [InlineData(@"C:\Users\someone\moegate.json", "moegate.json")]
    [InlineData("../elsewhere/moegate.json", "moegate.json")]
    [InlineData(@"..\..\moegate.json", "moegate.json")]
    [InlineData("a b/ü#?%.json", "a%20b/%C3%BC%23%3F%25.json")]
    [InlineData("javascript:alert(1)", "javascript%3Aalert%281%29")]
    [InlineData("..", "moegate.json")]
    [InlineData(".", "moegate.json")]
    [InlineData("/", "moegate.json")]
    [InlineData("", "moegate.json")]
    [InlineData(null, "moegate.json")]
    public void StandAtARelativeUri(string? path, string uri)
    {
        var finding = RichVerdict.Finding(rule with { Place = new Place(path, 7, 5) }, Outcome.Fail);
        Assert.Equal(uri, (string?)Results(RichVerdict.Of([finding])).Single()["locations"]![0]!["physicalLocation"]!["artifactLocation"]!["uri"]);
    }

    [Fact]
    public void AllHaveAPlace()
    {
        var results = Results(RichVerdict.Verdict);
        Assert.NotEmpty(results);
        Assert.All(results, r =>
        {
            var place = r["locations"]!.AsArray().Single()!["physicalLocation"]!;
            var uri = (string)place["artifactLocation"]!["uri"]!;
            Assert.Matches(@"^[\w.~%-]+(/[\w.~%-]+)*$", uri);
            Assert.DoesNotContain("..", uri.Split('/'));
            Assert.True((int)place["region"]!["startLine"]! >= 1);
            Assert.True((int)place["region"]!["startColumn"]! >= 1);
        });
    }

    [Fact]
    public void WithoutAPlaceStandAtTheFirstLine() =>
        Assert.Equal(1, (int)Results(RichVerdict.Of([RichVerdict.Finding(rule with { Place = Place.None }, Outcome.Fail)])).Single()["locations"]![0]!["physicalLocation"]!["region"]!["startLine"]!);

    [Fact]
    public void NameTheSubjectAsLogicalLocation() =>
        Assert.Equal("blk.3.ffn_down_exps[17]", (string?)Results(RichVerdict.Of([RichVerdict.Finding(rule, Outcome.Fail, "blk.3.ffn_down_exps[17]")])).Single()["locations"]![0]!["logicalLocations"]![0]!["fullyQualifiedName"]);

    [Fact]
    public void KeepTheirFingerprintWhenTheRuleMoves() =>
        Assert.Equal(Fingerprint(RichVerdict.Finding(rule, Outcome.Fail)), Fingerprint(RichVerdict.Finding(rule with { Place = new Place("other.json", 99, 1), Why = "Other." }, Outcome.Warning, message: "other")));

    [Fact]
    public void HaveAnotherFingerprintForAnotherRuleSubjectOrGroup()
    {
        var finding = RichVerdict.Finding(rule, Outcome.Fail);
        string[] prints = [Fingerprint(finding), Fingerprint(finding with { Rule = rule with { Id = "T2" } }), Fingerprint(finding with { Subject = Subject.OfLayer(4) }), Fingerprint(finding with { Group = "blk.9" })];
        Assert.Equal(prints.Length, prints.Distinct().Count());
    }

    [Fact]
    public void AreFailuresWarningsAndWhatHasNoData()
    {
        var told = Results(RichVerdict.Verdict).Select(r => ((string)r["ruleId"]!, (string)r["level"]!)).ToList();
        Assert.Equal(
            [
                ("MG101", "error"), ("T1_huge", "error"), ("T1_tiny", "error"), ("T2_count", "error"), ("T7_mass", "error"), ("TEAM-fit", "error"), ("TEAM-fit", "error"),
                ("TEAM-mass", "error"), ("T5_error", "error"), ("MG201", "warning"), ("T5_missing", "warning"), ("T5_select", "warning"), ("waiver", "warning"),
            ],
            told);
    }

    [Fact]
    public void PointAtTheirRule()
    {
        var run = Run(RichVerdict.Verdict);
        var rules = run["tool"]!["driver"]!["rules"]!.AsArray();
        Assert.All(run["results"]!.AsArray(), r => Assert.Equal((string?)r!["ruleId"], (string?)rules[(int)r["ruleIndex"]!]!["id"]));
        Assert.Equal(rules.Count, rules.Select(r => (string)r!["id"]!).Distinct().Count());
    }

    [Fact]
    public void AreAtMostAsManyAsCodeScanningTakes()
    {
        var findings = Enumerable.Range(0, 30_000).Select(i => RichVerdict.Finding(rule, i < 29_990 ? Outcome.Warning : Outcome.Fail, $"blk.{i}")).ToList();
        var results = Results(RichVerdict.Of(findings));
        Assert.Equal(SarifReport.MostResults, results.Count);
        Assert.Equal(10, results.TakeWhile(r => (string?)r["level"] == "error").Count());
    }

    [Fact]
    public void HaveTextsThatAreNotTooLong()
    {
        // The 1,024th character is the first half of a pair.
        var text = new string('x', 1022) + string.Concat(Enumerable.Repeat("🧩", 600));
        var verdict = RichVerdict.Of([RichVerdict.Finding(rule with { Title = text, Why = text }, Outcome.Fail, message: text)]);
        var described = Run(verdict)["tool"]!["driver"]!["rules"]![0]!;
        string[] texts = [(string)described["shortDescription"]!["text"]!, (string)described["fullDescription"]!["text"]!, (string)Results(verdict).Single()["message"]!["text"]!];
        Assert.All(texts, t => Assert.InRange(t.Length, 1000, 1024));
        Assert.All(texts, t => Assert.DoesNotContain('\uFFFD', t));
    }

    [Fact]
    public void HaveHelpInParagraphs()
    {
        var help = Run(RichVerdict.Verdict)["tool"]!["driver"]!["rules"]![0]!["help"]!;
        Assert.Equal(3, ((string)help["text"]!).Split("\n\n").Length);
        Assert.Equal(3, ((string)help["markdown"]!).Split("\n\n").Length);
    }

    [Fact]
    public void SayHowMuchARuleMattersButNotAsASecurityScore()
    {
        var rules = Run(RichVerdict.Verdict)["tool"]!["driver"]!["rules"]!.AsArray();
        Assert.All(rules, r => Assert.Contains((string?)r!["properties"]!["problem.severity"], new[] { "error", "warning" }));
        Assert.DoesNotContain("security-severity", Written.By("sarif", RichVerdict.Verdict), StringComparison.Ordinal);
    }

    [Fact]
    public void ComeWithToolVersionAndModel()
    {
        var run = Run(RichVerdict.Verdict);
        Assert.Equal("1.2.3", (string?)run["tool"]!["driver"]!["semanticVersion"]);
        Assert.Equal("moegate/model-Q4_K_M/", (string?)run["automationDetails"]!["id"]);
    }

    [Theory]
    [InlineData("a b/..\\x|<y>.gguf", "moegate/x--y-/")]
    [InlineData("ünïcode.json", "moegate/-n-code/")]
    [InlineData(".json", "moegate/model/")]
    [InlineData("..", "moegate/model/")]
    public void BelongToACategoryOfPlainCharacters(string candidate, string id)
    {
        var verdict = RichVerdict.Of([]) with { Metrics = new MetricSet([], [new EvidenceIdentity("candidate", candidate.Replace('\\', '/'), 1, null)], EvidenceKind.None) };
        Assert.Equal(id, (string?)Run(verdict)["automationDetails"]!["id"]);
    }

    private static string Fingerprint(Finding finding) => (string)Results(RichVerdict.Of([finding])).Single()["partialFingerprints"]!["primaryLocationLineHash"]!;

    private static List<JsonNode> Results(Verdict verdict) => [.. Run(verdict)["results"]!.AsArray().Select(r => r!)];

    private static JsonNode Run(Verdict verdict) => JsonNode.Parse(Written.By("sarif", verdict))!["runs"]!.AsArray().Single()!;
}
