using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeGate.Evidence;
using MoeGate.Reports;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports;

/// <summary>Hostile names in a verdict, in every report.</summary>
public class HostileNames
{
    public static TheoryData<int> All => [.. Enumerable.Range(0, Hostile.Names.Count)];

    [Theory]
    [MemberData(nameof(All))]
    public void CannotInjectAWorkflowCommand(int name) => Hostile.MustBeHarmless(Written.By("github", Verdict(name)), HostileVerdict.Commands);

    [Theory]
    [MemberData(nameof(All))]
    public void CannotInjectALineIntoTheConsole(int name)
    {
        Hostile.MustBeHarmless(Written.By("console", Verdict(name)));
        Hostile.MustBeHarmless(Written.By("console", Verdict(name), new ReportStyle(Verbose: true)));
        Hostile.MustBeHarmless(Written.By("console", Verdict(name), new ReportStyle(Color: true, Verbose: true)), color: true);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CannotInjectAnErrorIntoMsBuild(int name)
    {
        var text = Written.By("msbuild", Verdict(name));
        Hostile.MustBeHarmless(text);
        Assert.Equal(4, text.Count(c => c == '\n'));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CannotInjectMarkup(int name)
    {
        var text = Written.By("markdown", Verdict(name));
        Hostile.MustBeHarmless(text);
        MarkdownRules.Check(text);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CannotBreakXml(int name)
    {
        var document = JUnitRules.Check(Written.By("junit", Verdict(name)));
        Hostile.MustBeHarmless(document.ToString());
        Hostile.MustBeHarmless(string.Join("\n", document.Descendants().SelectMany(e => e.Attributes().Select(a => a.Value).Append(e.Value))));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CannotBreakJson(int name)
    {
        var text = Written.By("json", Verdict(name));
        Hostile.MustBeHarmless(text);
        Assert.DoesNotContain('<', text);
        var document = JsonNode.Parse(text)!;
        Assert.Equal(Valid(Hostile.Names[name]), (string?)document["findings"]![0]!["subject"]);
        Assert.Equal(Valid(Hostile.Names[name]), (string?)document["rules"]![0]!["why"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CannotBreakSarif(int name)
    {
        var text = Written.By("sarif", Verdict(name));
        Hostile.MustBeHarmless(text);
        Assert.DoesNotContain('<', text);
        Hostile.MustBeHarmless(string.Join("\n", Strings(JsonNode.Parse(text)!)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CannotInjectALineIntoTheTableOfMeasurements(int name)
    {
        using var writer = new StringWriter();
        var metrics = Verdict(name).Metrics;
        MeasurementTable.Write(metrics, writer, new ReportStyle(Verbose: true));
        Hostile.MustBeHarmless(writer.ToString());

        // A line each of head and both measurements; where the device has a name, an empty one and that of the device.
        Assert.Equal(EvidenceIdentity.DevicesIn(metrics.Evidence) is null ? 3 : 5, writer.ToString().Count(c => c == '\n'));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void CanBeWrittenAsUtf8(int name)
    {
        foreach (var reporter in Reporter.All)
        {
            using var stream = new MemoryStream();
            using (var writer = new StreamWriter(stream, new UTF8Encoding(false))) reporter.Write(Verdict(name), writer, new ReportStyle());
            Hostile.MustBeHarmless(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray()), reporter is GitHubReport ? HostileVerdict.Commands : 0);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void MakeNoReportHuge(int name)
    {
        foreach (var reporter in Reporter.All.Where(r => r is not JsonReport))
            Assert.InRange(Written.By(reporter.Format, Verdict(name)).Length, 0, 400_000);
    }

    private static Verdict Verdict(int name) => HostileVerdict.Of(Hostile.Names[name]);

    /// <summary>JSON has no place for half a pair.</summary>
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static IEnumerable<string> Strings(JsonNode node) => node switch
    {
        JsonObject all => all.SelectMany(p => p.Value is null ? [] : Strings(p.Value)),
        JsonArray list => list.SelectMany(n => n is null ? [] : Strings(n)),
        _ => node.GetValueKind() == JsonValueKind.String ? ((string)node!).Split("\n\n") : [],
    };
}
