using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules.Baselines;

/// <summary>Figures that were measured by another yardstick are not compared, and the reason is said.</summary>
public class IncomparableBaseline
{
    private static readonly EvidenceIdentity candidate = new("candidate", "new.gguf", 7, "GGUF");

    private static readonly EvidenceIdentity reference = new("reference", "model-BF16.gguf", 1000, "GGUF");

    [Fact]
    public void MayBeOfAnotherCandidateAndOfFilesThatWereMoved() =>
        Assert.Equal(Outcome.Pass, Judged("error.sqnr", "blk.0.ffn_down", [reference, candidate with { Bytes = 8, Path = "old.gguf" }], [reference with { Path = "elsewhere/model.gguf" }, candidate]).Outcome);

    [Fact]
    public void MayBeMeasuredOnAnotherDevice()
    {
        EvidenceIdentity device = new(EvidenceIdentity.Device, null, null, null, "Fast one (CUDA)");
        Assert.Equal(Outcome.Pass, Judged("error.sqnr", "blk.0.ffn_down", [reference, candidate, device], [reference, candidate]).Outcome);
        Assert.Equal(Outcome.Pass, Judged("error.sqnr", "blk.0.ffn_down", [reference, candidate, device], [reference, candidate, device with { Value = "Other one (OpenCL)" }]).Outcome);
    }

    [Fact]
    public void OfAnotherReference() => Refused("error.sqnr", "blk.0.ffn_down", [reference, candidate], [reference with { Bytes = 1001 }, candidate],
        "the baseline was measured with another reference: GGUF of 1000 bytes then, GGUF of 1001 bytes now");

    [Fact]
    public void OfAnotherImportanceMatrix()
    {
        EvidenceIdentity matrix = new("imatrix", "imatrix.gguf", 500, "importance matrix, GGUF, 64 chunks of prose.txt");
        Refused("error.importance_weighted", "blk.0.ffn_down", [reference, candidate, matrix], [reference, candidate, matrix with { Format = "importance matrix, GGUF, 64 chunks of code.txt" }],
            "another importance matrix: importance matrix, GGUF, 64 chunks of prose.txt of 500 bytes then, importance matrix, GGUF, 64 chunks of code.txt of 500 bytes now");
    }

    [Fact]
    public void OfAnImportanceMatrixInPlaceOfActivations() => Refused(
        "matmul.contribution.mean", "blk.0.ffn_down", [candidate, new("activations", "act", 9, "f32bin")], [candidate, new("imatrix", "imatrix.gguf", 500, "importance matrix, GGUF")],
        "another set of activations: f32bin of 9 bytes then, none now");

    [Fact]
    public void OfOtherHeldOutText()
    {
        EvidenceIdentity prose = new("heldOut", "prose.json", 10, "expert statistics"), code = new("heldOut", "code.json", 20, "expert statistics"), experts = new("experts", "e.json", 5, "expert statistics"), keep = new("keep", null, null, null, "0.5");
        Refused("pruning.heldout_vs_random", "blk.0", [experts, keep, prose, code], [experts, keep, code], "another held-out text");
        Assert.Equal(Outcome.Pass, Judged("pruning.heldout_vs_random", "blk.0", [experts, keep, prose, code], [experts with { Bytes = 6 }, keep with { Value = "0.4" }, code, prose]).Outcome);
    }

    [Fact]
    public void OfASample() => Refused("weight.outliers", "blk.0.ffn_down", [candidate], [candidate, new("sample", null, null, null, "256 rows of each tensor, seed 1")],
        "another sample: none then, 256 rows of each tensor, seed 1 now");

    [Fact]
    public void OfAReferenceWhereThereWasNone() => Refused("matmul.contribution.mean", "blk.0.ffn_down", [candidate], [candidate, reference], "another reference: none then, GGUF of 1000 bytes now");

    [Fact]
    public void OfAnotherScoreOrOtherParameters()
    {
        EvidenceIdentity experts = new("experts", "e.json", 5, "expert statistics");
        Refused("profile.starved", "blk.0", [experts], [experts, new("parameters", null, null, null, "starvedBelow 16")], "another set of parameters: none then, starvedBelow 16 now");
        Refused("saliency.cv", "blk.0", [experts], [experts, new("score", null, null, null, "frequency")], "another score: none then, frequency now");
    }

    [Fact]
    public void OfTheModelWhereOnlyAPartIsMeasured() =>
        Assert.Contains("another selection: none then, layer 3 now", Judged("pruning.kept_mass", "model", [], [new("select", null, null, null, "layer 3")], ", \"scope\": \"model\"").Message, StringComparison.Ordinal);

    [Fact]
    public void OfAnotherTextOfAnEvaluation()
    {
        EvidenceIdentity log = new("evaluations", "ppl.log", 100, "a log of llama-perplexity, 64 chunks of 512 tokens", "general");
        Refused("eval.perplexity", "eval.general", [log], [log with { Format = "a log of llama-perplexity, 32 chunks of 512 tokens" }],
            "general was a log of llama-perplexity, 64 chunks of 512 tokens in the baseline, and is a log of llama-perplexity, 32 chunks of 512 tokens");
        Assert.Equal(Outcome.Pass, Judged("eval.perplexity", "eval.general", [log], [log with { Bytes = 101 }]).Outcome);
    }

    [Fact]
    public void OfAModelOfOtherLayers()
    {
        var now = Figures.OfLayers("profile.dead", 0);
        var then = new MetricSet(now.All, [], EvidenceKind.Experts) { ModelLayers = 48 };
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.dead", "assert": "max <= baseline"}""", new MetricSet(now.All, [], EvidenceKind.Experts) { ModelLayers = 36 }, Earlier.In(then));
        Assert.Contains("the baseline is of a model of 48 layers, and this one has 36", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAnotherDefinition()
    {
        var baseline = Earlier.Of(Figures.OfLayers("profile.dead", 0)) with { Definitions = new Dictionary<string, int> { ["profile.dead"] = 7 } };
        var finding = RuleText.Judged("""{"id": "T1", "metric": "profile.dead", "assert": "max <= baseline"}""", Figures.OfLayers("profile.dead", 0), new Circumstances { Baseline = baseline });
        Assert.Equal(Outcome.NoData, finding.Outcome);
        Assert.Contains("the baseline has profile.dead by definition 7, this version measures definition 1", finding.Message, StringComparison.Ordinal);
    }

    private static void Refused(string metric, string subject, EvidenceIdentity[] then, EvidenceIdentity[] now, string why)
    {
        var finding = Judged(metric, subject, then, now);
        Assert.Equal((Outcome.NoData, Level.Error), (finding.Outcome, finding.Level));
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    /// <summary>Figures that have not changed, of evidence that has.</summary>
    private static Finding Judged(string metric, string subject, EvidenceIdentity[] then, EvidenceIdentity[] now, string more = "")
    {
        var figures = Figures.Of(metric, (Subject.Parse(subject), 5));
        return RuleText.Judged($$"""{"id": "T1", "metric": "{{metric}}", "assert": "mean == baseline"{{more}}}""", figures.With(now), Earlier.In(figures.With(then)));
    }
}
