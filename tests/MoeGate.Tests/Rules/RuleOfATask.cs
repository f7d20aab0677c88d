using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Tests.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

/// <summary>Metrics whose ids no list holds: <c>eval.task.*</c>.</summary>
public class RuleOfATask
{
    [Theory]
    [InlineData("eval.task.arc_easy.acc", Better.Higher)]
    [InlineData("eval.task.arc_easy.acc_norm_z", Better.Higher)]
    [InlineData("eval.task.gsm8k.exact_match.strict-match", Better.Higher)]
    [InlineData("eval.task.mbpp.pass_at_1", Better.Higher)]
    [InlineData("eval.task.x.F1", Better.Higher)]
    [InlineData("eval.task.wikitext.word_perplexity", Better.Lower)]
    [InlineData("eval.task.wikitext.word_perplexity_z", Better.Lower)]
    [InlineData("eval.task.wikitext.bits_per_byte", Better.Lower)]
    [InlineData("eval.task.x.brier_score", Better.Lower)]
    [InlineData("eval.task.x.wer", Better.Lower)]
    [InlineData("eval.task.x.mean_squared_error", Better.Lower)]
    [InlineData("eval.task.x.strange", Better.Neither)]
    [InlineData("eval.task.*", Better.Neither)]
    [InlineData("eval.task.*_z", Better.Neither)]
    [InlineData("eval.task.mmlu_*.acc_z", Better.Higher)]
    public async Task IsAMetricWithADirection(string id, Better better)
    {
        var metric = Catalog.Find(id)!;
        Assert.Equal((id, better, Scope.Task), (metric.Id, metric.Better, metric.Home));
        var rule = $$"""{ "id": "T1", "metric": "{{id}}", "assert": "{{(better == Better.Lower ? "max <= 1" : "min >= 0.5")}}" }""";
        Assert.Equal(id, Assert.Single(RuleText.Parse(rule)).Metric.Id);
        Assert.Empty(await JsonSchemas.Problems("configuration", $$"""{ "rules": [{{rule}}] }"""));
        Assert.StartsWith(id + "  ", Moegate.Run("explain", id).Out, StringComparison.Ordinal);
        if (better != Better.Neither)
            Assert.Contains("bounds the good side", RuleText.Fault(better == Better.Higher ? "max <= 1" : "min >= 0", id), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval.task")]
    [InlineData("eval.task.")]
    [InlineData("eval.task.arc_easy")]
    [InlineData("eval.task.arc_easy.")]
    [InlineData("eval.task.arc easy.acc")]
    [InlineData("eval.task.arc..acc")]
    [InlineData("eval.task.arc.acc,none")]
    [InlineData("eval.task.arc.ac\u0007c")]
    public void IsNoneWhereTheIdIsNotWhole(string id)
    {
        Assert.Null(Catalog.Find(id));
        Assert.Contains("is not known; write eval.task.TASK.METRIC, with * for anything", Assert.Throws<InputException>(() => RuleText.Parse($$"""{ "id": "T1", "metric": {{System.Text.Json.JsonSerializer.Serialize(id)}}, "assert": "min >= 0" }""")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithAStarJudgesAllThatMatch()
    {
        var metrics = Scores(("a", "mmlu_law.acc", 0.4), ("a", "mmlu_math.acc", 0.6), ("a", "mmlu_law.acc_z", -9), ("b", "arc.acc", 0.1));
        var finding = RuleText.Judged("""{ "id": "T1", "metric": "eval.task.mmlu_*.acc", "assert": "each >= 0.5" }""", metrics);
        Assert.Equal((Outcome.Fail, 2, 1), (finding.Outcome, finding.Judged, finding.Beyond));
        Assert.Equal("eval.a (eval.task.mmlu_law.acc)", Assert.Single(finding.Worst).Label);
        Assert.Equal("eval.task.mmlu_*.acc: worst is 0.4 at eval.a (eval.task.mmlu_law.acc), limit >= 0.5 (1 of 2 beyond it)", finding.Message);
        Assert.Equal(3, RuleText.Judged("""{ "id": "T1", "metric": "eval.task.*", "assert": "min >= 0" }""", metrics).Judged);
        Assert.Equal(-9, RuleText.Judged("""{ "id": "T1", "metric": "eval.task.*_z", "assert": "min >= -3" }""", metrics).Actual);
    }

    [Fact]
    public void HasNoDataWhereNoFileNamesTheTask()
    {
        var finding = RuleText.Judged("""{ "id": "T1", "metric": "eval.task.gsm8k.acc", "assert": "min >= 0.5" }""", Scores(("a", "arc.acc", 1)));
        Assert.Equal((Outcome.NoData, Level.Error), (finding.Outcome, finding.Level));
    }

    [Fact]
    public void DoesNotApplyWithoutTheEvidenceThatItRequires()
    {
        var rule = """{ "id": "T1", "metric": "eval.task.gsm8k.acc", "requires": "evaluations", "assert": "min >= 0.5" }""";
        Assert.Equal(Outcome.NotApplicable, RuleText.Judged(rule, new MetricSet([], [], EvidenceKind.None)).Outcome);
    }

    private static MetricSet Scores(params (string Evaluation, string Name, double Value)[] scores) =>
        new(scores.Select(s => new Measurement(Catalog.Find("eval.task." + s.Name)!, Subject.OfEvaluation(s.Evaluation), s.Value)), [], EvidenceKind.Evaluations);
}
