using System.Text;
using MoeGate.Evidence;
using MoeGate.Reports;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>A verdict that was written, read back and written again.</summary>
public sealed class ResultsRoundTrip : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string> Samples => ["moegate.json", "broken.json"];

    /// <summary>Half a pair cannot be written as JSON, so it cannot come from a document.</summary>
    public static TheoryData<int> Names => [.. Enumerable.Range(0, Hostile.Names.Count).Where(i => !Hostile.Names[i].EnumerateRunes().Contains(Rune.ReplacementChar))];

    [Fact]
    public void OfTheRichVerdictIsTheSameBytes() => MustStay(Written.By("json", RichVerdict.Verdict));

    [Fact]
    public void OfAVerdictWithoutRulesIsTheSameBytes() => MustStay(Written.By("json", RichVerdict.Empty));

    [Theory]
    [MemberData(nameof(Samples))]
    public void OfARunIsTheSameBytes(string configuration) =>
        MustStay(Moegate.Run("check", Repository.File("samples", "experts", configuration), "--all", "--report", "json").Out);

    [Theory]
    [MemberData(nameof(Names))]
    public void OfHostileNamesIsTheSameBytes(int name) => MustStay(Written.By("json", HostileVerdict.Of(Hostile.Names[name])));

    [Fact]
    public void GivesTheSameReports()
    {
        var read = Read(Written.By("json", RichVerdict.Verdict));
        foreach (var reporter in Reporter.All)
            Assert.Equal(Written.By(reporter.Format, RichVerdict.Verdict, new ReportStyle(Verbose: true)), Written.By(reporter.Format, read, new ReportStyle(Verbose: true)));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void ReportsWhatTheRunReported(string configuration)
    {
        var path = Repository.File("samples", "experts", configuration);
        var results = folder["results.json"];
        Moegate.Run("check", path, "-o", results);
        foreach (var format in new[] { "console", "markdown", "sarif" })
            Assert.Equal(Moegate.Run("check", path, "--report", format).Out, Moegate.Run("report", results, "--report", format).Out);
    }

    public void Dispose() => folder.Dispose();

    private void MustStay(string text) => Assert.Equal(text, Written.By("json", Read(text)));

    private Verdict Read(string text) => ResultsReader.ReadVerdict(EvidencePath.OnCommandLine(folder.Write("results.json", text)));
}
