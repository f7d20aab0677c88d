using MoeGate.Evidence.Evaluations;

namespace MoeGate.Metrics.Evaluations;

/// <summary>The greatest loss over the tasks of an evaluation, each in its own direction, so that one rule can watch them all.</summary>
public sealed class TaskLoss : MetricFamily
{
    /// <summary>Standard errors that a loss has to be beyond to be called proven.</summary>
    private const double Noise = 3;

    private const string Remedy = "moegate measure lists every task. Give the domain of the worst to the calibration text, cut less, or use a larger type.";

    private const string WhatIsLeftOut = """

        Scores whose direction is not known and those without a standard error are left out, and their number is said. Not applicable to logs
        of llama-perplexity and without a reference; missing where a score of one file is missing in the other or cannot be compared with it.
        """;

    public override IEnumerable<Metric> Metrics =>
    [
        new EvaluationMetric(new("eval.tasks.loss_z", Unit.None, Better.Lower)
        {
            Title = "Greatest loss of a task's score, in its standard errors",
            Formula = "greatest over scores of ±z, with the sign that makes a loss positive; z as in eval.task.*_z",
            Source = "MoeGate.",
            Explanation = """
                Says whether anything was lost for certain, not how much. Of 60 tasks without any loss the worst is beyond 3 one time in 13, by
                chance alone.
                """ + WhatIsLeftOut,
            Remedy = Remedy,
        },
        e => Greatest(e, (pair, sign) => pair.Z is { Value: { } z } ? -sign * z : null)),
        new EvaluationMetric(new("eval.tasks.proven_loss", Unit.Percent, Better.Lower)
        {
            Title = "Greatest share of a task's score that is lost for certain",
            Formula = "greatest over scores of 100 · max(0, loss − 3 · √(se² + se²)) ÷ score(reference)",
            Source = "MoeGate.",
            Explanation = """
                The loss that is left when noise has had its due: a small task has to lose much before anything is proven, a large one little.
                In percent of the reference's score. Chance level is not known and counts as score, so that of four choices no more than about
                70% can be lost.
                """ + WhatIsLeftOut,
            Remedy = Remedy,
        },
        e => Greatest(e, Proven)),
    ];

    private static double? Proven(TaskPair pair, int sign)
    {
        var (candidate, reference) = (pair.Candidate!.Estimate!, pair.Reference!.Estimate!);
        if (Difference.Error(candidate, reference) is not { } error || reference.Value <= 0) return null;
        return 100 * Math.Max(0, sign * (reference.Value - candidate.Value) - Noise * error) / reference.Value;
    }

    /// <param name="evaluation">What was read.</param>
    /// <param name="loss">A pair's loss, given 1 where higher is better and −1 where lower is; null where it has none.</param>
    private static Reading Greatest(Evaluation evaluation, Func<TaskPair, int, double?> loss)
    {
        if (evaluation.Candidate is not TaskRun) return PerplexityComparison.NotALog(evaluation);
        if (evaluation.Reference is null) return Reading.NotApplicable("there is no reference to compare with");

        var (worst, where, leftOut) = (double.NegativeInfinity, "", 0);
        foreach (var pair in TaskPair.Of(evaluation))
        {
            if (pair.Incomparable is { } reason) return reason;
            var sign = pair.Better switch { Better.Higher => 1, Better.Lower => -1, _ => 0 };
            var value = sign == 0 ? null : pair.Z.Unavailable?.Kind == Absence.Exact ? 0 : loss(pair, sign);
            if (value is not { } lost) leftOut++;
            else if (lost > worst) (worst, where) = (lost, pair.Name);
        }

        return where.Length == 0
            ? Reading.NotApplicable("no score has both a known direction and a standard error")
            : Reading.Of(worst) with { At = where, Note = leftOut == 0 ? null : $"{leftOut} {(leftOut == 1 ? "score is" : "scores are")} left out" };
    }
}
