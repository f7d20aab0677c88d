using System.Xml.Linq;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The JUnit report: what Jenkins' schema allows, and what a finding becomes.</summary>
public class JUnitCases
{
    private static readonly Rule rule = RichVerdict.Own("T1", 7, "profile.dispersion", "min >= 0.5");

    public static TheoryData<string> Verdicts => ["rich", "passed", "empty", "hostile"];

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void KeepToJenkinsSchema(string verdict) => JUnitRules.Check(Written.By("junit", Named(verdict)));

    [Fact]
    public void OfARealRunKeepToJenkinsSchema() =>
        JUnitRules.Check(Moegate.Run("check", Repository.File("samples", "experts", "broken.json"), "--report", "junit").Out);

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void AddUp(string name)
    {
        var verdict = Named(name);
        var root = JUnitRules.Check(Written.By("junit", verdict)).Root!;
        Assert.Equal(verdict.Findings.Count + verdict.Notices.Count, Count(root, "tests"));
        Assert.Equal(root.Descendants("failure").Count(), Count(root, "failures"));
        Assert.Equal(root.Descendants("error").Count(), Count(root, "errors"));
        foreach (var suite in root.Elements("testsuite"))
        {
            Assert.Equal(suite.Elements("testcase").Count(), Count(suite, "tests"));
            Assert.Equal(suite.Descendants("failure").Count(), Count(suite, "failures"));
            Assert.Equal(suite.Descendants("error").Count(), Count(suite, "errors"));
            Assert.Equal(suite.Descendants("skipped").Count(), Count(suite, "skipped"));
        }

        Assert.Equal(verdict.Findings.Count + verdict.Notices.Count, root.Elements("testsuite").Sum(s => Count(s, "tests")));
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void HaveUniqueNames(string verdict)
    {
        var cases = JUnitRules.Check(Written.By("junit", Named(verdict))).Descendants("testcase").Select(c => (string)c.Attribute("classname")! + "/" + (string)c.Attribute("name")!).ToList();
        Assert.Equal(cases.Count, cases.Distinct().Count());
    }

    [Fact]
    public void OfOneRuleAndTitleAreNumbered()
    {
        var finding = RichVerdict.Finding(rule, Outcome.Fail);
        var names = JUnitRules.Check(Written.By("junit", RichVerdict.Of([finding, finding, finding]))).Descendants("testcase").Select(c => (string)c.Attribute("name")!).ToList();
        Assert.Equal([$"T1 {rule.Title}", $"T1 {rule.Title} #2", $"T1 {rule.Title} #3"], names);
    }

    [Fact]
    public void StandInFlatSuitesWithTheConfigurationAsTheirFile()
    {
        var root = JUnitRules.Check(Written.By("junit", RichVerdict.Verdict)).Root!;
        Assert.All(root.Elements("testsuite"), s => Assert.Equal("gates/moegate.json", (string?)s.Attribute("file")));
        Assert.All(root.Elements("testsuite"), s => Assert.Empty(s.Elements("testsuite")));
        Assert.Equal(["moegate.profile", "moegate.pruning", "moegate.saliency", "moegate.size", "moegate.waivers"], root.Elements("testsuite").Select(s => (string)s.Attribute("name")!));
    }

    [Theory]
    [InlineData(Outcome.Fail, Level.Error, "failure")]
    [InlineData(Outcome.NoData, Level.Error, "error")]
    [InlineData(Outcome.NoData, Level.Warning, "skipped")]
    [InlineData(Outcome.NoData, Level.Skip, "skipped")]
    [InlineData(Outcome.Waived, Level.Error, "skipped")]
    [InlineData(Outcome.NotApplicable, Level.Error, "skipped")]
    [InlineData(Outcome.Warning, Level.Warning, "system-out")]
    [InlineData(Outcome.Pass, Level.Error, "system-out")]
    public void SayWhatBecameOfTheRule(Outcome outcome, Level level, string element)
    {
        var only = JUnitRules.Check(Written.By("junit", RichVerdict.Of([RichVerdict.Finding(rule, outcome, level: level)]))).Descendants("testcase").Single();
        var child = Assert.Single(only.Elements());
        Assert.Equal(element, child.Name.ToString());
        Assert.Contains("is 0.25 at blk.3", (string?)child.Attribute("message") ?? child.Value, StringComparison.Ordinal);
    }

    private static Verdict Named(string name) => name switch
    {
        "rich" => RichVerdict.Verdict,
        "passed" => RichVerdict.Passed,
        "hostile" => HostileVerdict.Of(Hostile.Everything),
        _ => RichVerdict.Empty,
    };

    private static int Count(XElement element, string attribute) => int.Parse((string)element.Attribute(attribute)!);
}
