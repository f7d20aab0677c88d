using System.Globalization;
using MoeGate.Evidence;
using MoeGate.Reports;
using MoeGate.Reports.Html;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The device that did some of the work is named in every report that has room for it, and only there where one did.</summary>
public class DeviceThatDidTheWork
{
    private const string Name = "Plain device (test)";

    public static TheoryData<Reporter, string> Reporters => new()
    {
        { new ConsoleReport(), "\nmeasured on Plain device (test)\n" },
        { new MarkdownReport(), "\nMeasured on Plain device (test).\n" },
        { new HtmlReport(), " Measured on Plain device (test).</p>" },
        { new HtmlReport(), "<td>device</td><td>Plain device (test)</td>" },
        { new JsonReport(), """{"role":"device","value":"Plain device (test)"}""" },
        { new JUnitReport(), """<property name="device" value="Plain device (test)" />""" },
        { new SarifReport(), "\"device\": \"Plain device (test)\"" },
    };

    [Theory]
    [MemberData(nameof(Reporters))]
    public void IsNamed(Reporter reporter, string line)
    {
        Assert.Contains(line, Text(reporter, new EvidenceIdentity(EvidenceIdentity.Device, null, null, null, Name)), StringComparison.Ordinal);
        var without = Text(reporter);
        Assert.All([Name, "easured on", ">device<", "\"device\""], words => Assert.DoesNotContain(words, without, StringComparison.Ordinal));
    }

    [Fact]
    public void IsNamedByWhatGivesNoVerdict()
    {
        string model = Repository.File("samples", "weights", "model.gguf"), pruned = Repository.File("samples", "releases", "pruned-q4_0.gguf");
        foreach (var (command, line) in new (string[], string)[]
        {
            (["measure", "--candidate", model], "\nmeasured on Plain device (test)\n"),
            (["analyze", "weights", model], "\n  Measured on             Plain device (test)\n"),
            (["compare", model, pruned], "\n  Measured on             Plain device (test)\n"),
        })
        {
            var run = Moegate.Run(new PlainDevice().Alone, [.. command, "--device", "gpu"]);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.Contains(line, run.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("easured on", Moegate.Run(command).Out, StringComparison.Ordinal);
        }
    }

    private static string Text(Reporter reporter, params EvidenceIdentity[] device)
    {
        var verdict = RichVerdict.Of([RichVerdict.Finding(RichVerdict.Own("T1", 7, "pruning.coverage", "min >= 80%"), MoeGate.Rules.Outcome.Pass, "blk.0", "fine")]);
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        reporter.Write(verdict with { Metrics = verdict.Metrics.With(verdict.Metrics.All, [.. verdict.Metrics.Evidence, .. device]) }, writer, new ReportStyle());
        return writer.ToString();
    }
}
