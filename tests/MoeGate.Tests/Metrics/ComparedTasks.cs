using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Scores of tasks beside the reference's.</summary>
public class ComparedTasks
{
    private static readonly string reference = One(0.8, "0.03");

    [Fact]
    public void HaveAZThatIsCandidateLessReference()
    {
        var z = EvaluationFile.Compare("eval.task.*_z", One(0.7, "0.04"), reference);
        Assert.Equal(-2, z.Value!.Value, 12);
        Assert.Equal((0.7, 0.04), (Score(One(0.7, "0.04")).Value, Score(One(0.7, "0.04")).Stderr));
    }

    [Theory]
    [InlineData("acc", 0.7, 2)]
    [InlineData("acc", 0.9, -2)]
    [InlineData("word_perplexity", 0.9, 2)]
    [InlineData("word_perplexity", 0.7, -2)]
    public void HaveALossThatIsPositiveInBothDirections(string metric, double value, double loss)
    {
        var reading = EvaluationFile.Compare("eval.tasks.loss_z", One(value, "0.04", metric), One(0.8, "0.03", metric));
        Assert.Equal(loss, reading.Value!.Value, 12);
        Assert.Equal("arc." + metric, reading.At);
    }

    /// <summary>What a file says of the direction is worth more than a name, of which only whole words tell.</summary>
    [Theory]
    [InlineData("acc", "false", -2)]
    [InlineData("strange", "true", 2)]
    [InlineData("word_perplexity", "true", 2)]
    [InlineData("lossless_acc", null, 2)]
    [InlineData("bits_per_byte", null, -2)]
    public void HaveTheDirectionThatIsStated(string metric, string? stated, double loss)
    {
        var more = stated is null ? "" : Direction(metric, stated);
        var reading = EvaluationFile.Compare("eval.tasks.loss_z", One(0.7, "0.04", metric, more), One(0.8, "0.03", metric));
        Assert.Equal(loss, reading.Value!.Value, 12);
    }

    [Theory]
    [InlineData("eval.tasks.loss_z")]
    [InlineData("eval.task.*_z")]
    public void AreMissingWhereTheFilesContradictEachOther(string metric) =>
        Reason(metric, Absence.Missing, "arc.acc: the better direction is higher for the candidate and lower for the reference",
            EvaluationFile.Compare(metric, One(0.7, "0.04", more: Direction("acc", "true")), One(0.8, "0.03", more: Direction("acc", "false"))));

    [Theory]
    [InlineData(0.8, 0)]
    [InlineData(0.66, 0)]
    [InlineData(0.4, 100 * (0.4 - 3 * 0.05) / 0.8)]
    public void HaveAProvenLossBeyondThreeErrors(double value, double loss) =>
        Assert.Equal(loss, EvaluationFile.Compare("eval.tasks.proven_loss", One(value, "0.04"), reference).Value!.Value, 12);

    [Fact]
    public void CountACollapseWithoutSpread()
    {
        var (before, after) = (One(1, "0.0"), One(0, "0.0"));
        Assert.Equal(Absence.NotApplicable, EvaluationFile.Compare("eval.task.*_z", after, before).Unavailable!.Kind);
        Assert.Equal(100, EvaluationFile.Compare("eval.tasks.proven_loss", after, before).Value);
        Assert.Equal(Absence.Exact, EvaluationFile.Compare("eval.task.*_z", before, before).Unavailable!.Kind);
        Assert.Equal(0, EvaluationFile.Compare("eval.tasks.loss_z", before, before).Value);
    }

    [Fact]
    public void NeedAStandardError()
    {
        Reason("does not have", Absence.NotApplicable, "the candidate's figure has no standard error", EvaluationFile.Compare("eval.task.*_z", One(0.7, "\"N/A\""), reference));
        Reason("nor has", Absence.NotApplicable, "the reference's figure has no standard error", EvaluationFile.Compare("eval.task.*_z", reference, One(0.7, "\"N/A\"")));
        Reason("none left", Absence.NotApplicable, "no score has both a known direction and a standard error", EvaluationFile.Compare("eval.tasks.loss_z", One(0.7, "\"N/A\""), reference));
        var some = "\"acc,none\": 0.7, \"acc_stderr,none\": 0.04, \"f1,none\": 0.1, \"strange,none\": 3, \"strange_stderr,none\": 1";
        Assert.Equal("2 scores are left out", EvaluationFile.Compare("eval.tasks.loss_z", EvaluationFile.Result(some), EvaluationFile.Result(some)).Note);
    }

    [Theory]
    [InlineData(", \"versions\": { \"arc\": 1 }", ", \"versions\": { \"arc\": 2 }", "arc.acc: the version is 1 for the candidate and 2 for the reference")]
    [InlineData(", \"n-samples\": { \"arc\": { \"original\": 500, \"effective\": 100 } }", ", \"n-samples\": { \"arc\": { \"original\": 500, \"effective\": 500 } }", "arc.acc: the number of questions is 100 for the candidate and 500 for the reference")]
    [InlineData(", \"n-shot\": { \"arc\": 0 }", ", \"n-shot\": { \"arc\": 5 }", "arc.acc: the number of examples in a prompt is 0 for the candidate and 5 for the reference")]
    public void AreMissingWhereTheyAreNotTheSameTask(string candidate, string other, string reason)
    {
        foreach (var metric in (string[])["eval.task.*_z", "eval.tasks.loss_z", "eval.tasks.proven_loss"])
            Reason(metric, Absence.Missing, reason, EvaluationFile.Compare(metric, One(0.7, "0.04", more: candidate), One(0.8, "0.03", more: other)));
        Assert.NotNull(EvaluationFile.Compare("eval.task.*_z", One(0.7, "0.04", more: candidate), One(0.8, "0.03", more: candidate)).Value);
        Assert.NotNull(EvaluationFile.Compare("eval.task.*_z", One(0.7, "0.04", more: candidate), reference).Value);
    }

    [Fact]
    public void AreMissingWhereOneFileLacksAScore()
    {
        var two = EvaluationFile.Result("\"acc,none\": 0.7, \"acc_stderr,none\": 0.04, \"f1,none\": 0.7, \"f1_stderr,none\": 0.04");
        Reason("candidate's", Absence.Missing, "candidate has no score arc.f1, which the reference's file has", EvaluationFile.Compare("eval.task.*.f1", reference, two));
        Reason("reference's", Absence.Missing, "the reference's reference has no score arc.f1", EvaluationFile.Compare("eval.task.*.f1_z", two, reference));
        Reason("loss", Absence.Missing, "candidate has no score arc.f1", EvaluationFile.Compare("eval.tasks.proven_loss", reference, two));
        Reason("no number", Absence.Missing, "candidate states no number for arc.acc", EvaluationFile.Compare("eval.task.*", EvaluationFile.Result("\"acc,none\": \"N/A\""), null));
    }

    [Theory]
    [InlineData("eval.task.*_z", "general-parent.log", Absence.Missing)]
    [InlineData("eval.tasks.loss_z", "general-parent.log", Absence.Missing)]
    [InlineData("eval.tasks.loss_z", null, Absence.NotApplicable)]
    [InlineData("eval.task.*_z", null, Absence.NotApplicable)]
    [InlineData("eval.perplexity", null, Absence.NotApplicable)]
    [InlineData("eval.perplexity_ratio", "general-parent.log", Absence.NotApplicable)]
    [InlineData("eval.kld.mean", null, Absence.NotApplicable)]
    public void WithoutAResultToCompareWithSayWhy(string metric, string? other, Absence kind) =>
        Assert.Equal(kind, EvaluationFile.Compare(metric, reference, other is null ? null : EvaluationFile.SampleText(other)).Unavailable!.Kind);

    private static string Direction(string metric, string higher) => $$""", "higher_is_better": { "arc": { "{{metric}}": {{higher}} } }""";

    private static Reading Score(string result) => EvaluationFile.Compare("eval.task.*", result, null);

    private static string One(double value, string error, string metric = "acc", string more = "") =>
        EvaluationFile.Result(FormattableString.Invariant($"\"{metric},none\": {value}, \"{metric}_stderr,none\": {error}"), more);

    private static void Reason(string when, Absence kind, string reason, Reading reading)
    {
        Assert.True(reading.Unavailable?.Kind == kind, $"{when}: {reading}");
        Assert.Contains(reason, reading.Unavailable!.Reason, StringComparison.Ordinal);
    }
}
