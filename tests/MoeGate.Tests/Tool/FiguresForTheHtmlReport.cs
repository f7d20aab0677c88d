using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>A report that draws more than the rules ask for.</summary>
public class FiguresForTheHtmlReport
{
    private static readonly string candidate = Repository.File("samples", "tiny-moe", "candidates", "q4_k_m.gguf");
    private static readonly string reference = Repository.File("samples", "tiny-moe", "reference", "tiny-moe-bf16.gguf");

    [Fact]
    public void ComeFromHeadersWhereNoRuleReadsWeights()
    {
        using var folder = new TestFolder();
        var measured = Check(folder, """{ "id": "T1", "metric": "size.bytes", "assert": "max <= 1TiB" }""", "--candidate", candidate, "--reference", reference);

        Assert.NotEmpty(Of(measured, "type.bits_per_weight"));
        Assert.Empty(Of(measured, "error.sqnr"));
        Assert.DoesNotContain(measured.All, m => m.Metric is ErrorMetric or TensorMetric or MatmulMetric);
    }

    [Fact]
    public void AreOfTheTensorsThatARuleReadsAnyway()
    {
        using var folder = new TestFolder();
        var measured = Check(folder, """{ "id": "T1", "metric": "error.relative_rmse", "assert": "max <= 1", "select": { "role": "ffn_down_exps" } }""", "--candidate", candidate, "--reference", reference);

        Assert.Equal(["blk.1.ffn_down_exps", "blk.2.ffn_down_exps"], Of(measured, "error.sqnr"));
        Assert.Equal(["blk.1.ffn_down_exps", "blk.2.ffn_down_exps"], Of(measured, "error.relative_rmse"));
        Assert.NotEmpty(Of(measured, "type.bits_per_weight"));
    }

    [Fact]
    public void AreThoseOfTheExpertsWhereOnlyTheSizeOfTheCutIsJudged()
    {
        using var folder = new TestFolder();
        var stats = folder.Write("stats.json", SmallProfile.Text);
        var measured = Check(folder, """{ "id": "T1", "metric": "pruning.experts_kept", "assert": "min >= 1" }""", "--experts", stats, "--keep", "2");

        Assert.Equal(["blk.1", "blk.2", "model"], Of(measured, "saliency.max"));
        Assert.Equal(4, measured["routing.max_load", Subject.Parse("blk.1")]!.Items.Count);
    }

    [Fact]
    public void ChangeNoVerdict()
    {
        using var folder = new TestFolder();
        var gate = Repository.File("samples", "tiny-moe", "must-not-ship.json");
        var plain = Moegate.Run("check", gate, "-o", folder["plain.json"]);
        var drawn = Moegate.Run("check", gate, "-o", folder["drawn.json"], "--report", "html=" + folder["report.html"]);

        Assert.Equal((plain.ExitCode, plain.Out), (drawn.ExitCode, drawn.Out));
        Assert.Equal(Findings("plain.json"), Findings("drawn.json"));

        IEnumerable<(string, string)> Findings(string file) => ResultsReader.ReadVerdict(EvidencePath.OnCommandLine(folder[file])).Findings.Select(f => (f.Rule.Id, f.Message));
    }

    private static MetricSet Check(TestFolder folder, string rule, params string[] evidence)
    {
        var rules = folder.Write("rules.json", $$"""{ "rules": [{{rule}}] }""");
        var run = Moegate.Run(["check", "--rules", rules, .. evidence, "-o", folder["results.json"], "--report", "html=" + folder["report.html"]]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return ResultsReader.Read(EvidencePath.OnCommandLine(folder["results.json"]));
    }

    private static IEnumerable<string> Of(MetricSet measured, string metric) => measured.Of(Catalog.Find(metric)!).Select(m => m.Subject.Name);
}
