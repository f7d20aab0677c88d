using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>The candidate's perplexity beside the reference's.</summary>
public class ComparedPerplexity
{
    private static readonly string reference = EvaluationFile.Log("6.2316", "0.11842");

    private static readonly string kld = EvaluationFile.SampleText("general-kld.log");

    [Fact]
    public void OfTwoLogsHasTheErrorsOfBoth()
    {
        var candidate = EvaluationFile.Log("9.5000", "0.20000");
        var ratio = EvaluationFile.Compare("eval.perplexity_ratio", candidate, reference);
        Assert.Equal(9.5 / 6.2316, ratio.Value!.Value, 12);
        Assert.Equal(9.5 / 6.2316 * Math.Sqrt(Math.Pow(0.2 / 9.5, 2) + Math.Pow(0.11842 / 6.2316, 2)), ratio.Stderr!.Value, 12);
        var z = EvaluationFile.Compare("eval.perplexity_z", candidate, reference);
        Assert.Equal((9.5 - 6.2316) / Math.Sqrt(0.2 * 0.2 + 0.11842 * 0.11842), z.Value!.Value, 12);
        Assert.Contains("independent", z.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void OfOneLogIsPaired()
    {
        var ratio = EvaluationFile.Compare("eval.perplexity_ratio", kld, null);
        Assert.Equal((1.027789, 0.002276), (ratio.Value, ratio.Stderr));
        var z = EvaluationFile.Compare("eval.perplexity_z", kld, reference);
        Assert.Equal(0.027409 / 0.002214, z.Value!.Value, 12);
        Assert.Null(z.Note);
    }

    [Theory]
    [InlineData("eval.perplexity_ratio", 1.0)]
    [InlineData("eval.perplexity_z", 0.0)]
    public void OfAModelWithItselfIsNoChange(string metric, double value) => Assert.Equal(value, EvaluationFile.Compare(metric, reference, reference).Value);

    [Theory]
    [InlineData("0.00000", "6.2316", Absence.Exact)]
    [InlineData("0.00000", "6.2317", Absence.NotApplicable)]
    public void WithoutAnySpreadHasNoZ(string error, string perplexity, Absence kind) =>
        Assert.Equal(kind, EvaluationFile.Compare("eval.perplexity_z", EvaluationFile.Log(perplexity, error), EvaluationFile.Log("6.2316", error)).Unavailable!.Kind);

    [Theory]
    [InlineData("eval.perplexity_ratio")]
    [InlineData("eval.perplexity_z")]
    public void IsMissingWhereOneOfTheTwoIs(string metric)
    {
        var failed = EvaluationFile.SampleText("general-failed.log");
        Missing("candidate says", EvaluationFile.Compare(metric, failed, reference));
        Missing("reference says", EvaluationFile.Compare(metric, reference, failed));
        Missing("reference says", EvaluationFile.Compare(metric, kld, failed));
        Missing("candidate is a log of llama-perplexity, the reference's reference a result of lm-evaluation-harness", EvaluationFile.Compare(metric, reference, EvaluationFile.SampleText("tasks.json")));
        Missing("not the same text", EvaluationFile.Compare(metric, reference, reference.Replace("over 4 chunks", "over 8 chunks", StringComparison.Ordinal)));
        Missing("candidate is over 4 chunks of 512 tokens, reference over 4 chunks of 4096 tokens", EvaluationFile.Compare(metric, reference, reference.Replace("n_ctx=512", "n_ctx=4096", StringComparison.Ordinal)));
        Missing("the reference's perplexity is 7.1 in reference and 6.23164 as the base of the candidate's log", EvaluationFile.Compare(metric, kld, EvaluationFile.Log("7.1000", "0.10000")));

        static void Missing(string reason, Reading reading)
        {
            Assert.Equal(Absence.Missing, reading.Unavailable?.Kind);
            Assert.Contains(reason, reading.Unavailable!.Reason, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("eval.perplexity_ratio")]
    [InlineData("eval.perplexity_z")]
    [InlineData("eval.kld.mean")]
    [InlineData("eval.same_top")]
    [InlineData("eval.tasks.loss_z")]
    public void DoesNotApplyToAPlainLogByItself(string metric) =>
        Assert.Equal(Absence.NotApplicable, EvaluationFile.Compare(metric, reference, null).Unavailable?.Kind);

    [Theory]
    [InlineData("eval.kld.mean", 0.030071, 0.000748)]
    [InlineData("eval.kld.median", 0.012847, null)]
    [InlineData("eval.kld.p99", 0.318201, null)]
    [InlineData("eval.kld.p99.9", 1.204417, null)]
    [InlineData("eval.kld.max", 2.118306, null)]
    [InlineData("eval.same_top", 91.912, 0.604)]
    [InlineData("eval.delta_p.rms", 5.224, 0.141)]
    [InlineData("eval.perplexity", 6.404806, 0.122417)]
    public void HasWhatTheSummarySays(string metric, double value, double? error)
    {
        var reading = EvaluationFile.Compare(metric, kld, null);
        Assert.Equal((value, error), (reading.Value, reading.Stderr));
    }

    [Theory]
    [InlineData("eval.kld.mean")]
    [InlineData("eval.same_top")]
    [InlineData("eval.delta_p.rms")]
    public void HasNoSummaryWhereTheRunFailedBeforeItTold(string metric) =>
        Assert.Equal(Absence.Missing, EvaluationFile.Compare(metric, "0.00.025.379 E llama_model_load: failed to load model\n", null).Unavailable?.Kind);
}
