using MoeGate.Evidence;
using MoeGate.Formats;

namespace MoeGate.Metrics.Evaluations;

/// <summary>
/// A score of a task, or its z-score. The tasks are those that a result names, so the catalog holds two patterns, and any id of their form
/// is a metric: <c>eval.task.arc_easy.acc</c>, or with stars all that match, <c>eval.task.mmlu_*.acc_z</c>.
/// </summary>
public sealed class TaskMetric : Metric
{
    private const string Prefix = "eval.task.";

    private const string ComparisonEnd = "_z";

    private const int LongestId = 700;

    private TaskMetric(string id)
        : base(TextOf(id))
    {
    }

    /// <summary>All scores.</summary>
    public static TaskMetric Scores { get; } = new(Prefix + "*");

    /// <summary>All scores against the reference's.</summary>
    public static TaskMetric Comparisons { get; } = new(Prefix + "*" + ComparisonEnd);

    /// <summary>What the schema of a configuration says of such ids.</summary>
    public static string IdPattern => @"^eval\.task\.[A-Za-z0-9_*-]+(\.[A-Za-z0-9_*-]+)*$";

    public override Scope Home => Scope.Task;

    public override EvidenceKind Needs => EvidenceKind.Evaluations;

    public override bool IsPattern => Id.Contains('*', StringComparison.Ordinal);

    public override Metric MeasuredBy => IsComparison(Id) ? Comparisons : Scores;

    /// <summary>The metric of an id of this form, or null.</summary>
    public static TaskMetric? Find(string id)
    {
        if (id.Length > LongestId || !id.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = id[Prefix.Length..].Split('.');
        var isWhole = parts.Length > 1 || id.Contains('*', StringComparison.Ordinal);
        return isWhole && parts.All(p => p.Length > 0 && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '*')) ? new TaskMetric(id) : null;
    }

    /// <summary>A star stands for anything, but a pattern of scores does not mean z-scores.</summary>
    public override bool Covers(Metric metric) =>
        metric is TaskMetric && IsComparison(Id) == IsComparison(metric.Id) && (IsPattern ? Glob.Matches(Id, metric.Id) : metric.Id == Id);

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        foreach (var evaluation in observed.Evidence.Evaluations)
        {
            var subject = Subject.OfEvaluation(evaluation.Name);
            foreach (var pair in TaskPair.Of(evaluation))
            {
                var metric = new TaskMetric(Prefix + pair.Name + (IsComparison(Id) ? ComparisonEnd : ""));
                if (Covers(metric)) yield return new Measurement(metric, subject, IsComparison(Id) ? pair.Z : pair.Score);
            }
        }
    }

    private static bool IsComparison(string id) => id.EndsWith(ComparisonEnd, StringComparison.Ordinal);

    private static MetricText TextOf(string id)
    {
        var z = IsComparison(id);
        var name = id[Prefix.Length..^(z ? ComparisonEnd.Length : 0)];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var what = dot < 0 ? name == "*" ? "Every score of every task" : $"Scores {name} of tasks" : $"Score {name[(dot + 1)..]} of {name[..dot]}";
        return new MetricText(id, Unit.None, dot < 0 ? Better.Neither : TaskDirection.Of(name[(dot + 1)..]))
        {
            Title = z ? $"{what}, less the reference's, in standard errors" : what,
            Formula = z ? "(score(candidate) − score(reference)) ÷ √(se² + se²)" : "results.TASK[\"METRIC,FILTER\"], as the file states it",
            Source = "lm-evaluation-harness of EleutherAI" + (z ? "; MoeGate." : "."),
            Explanation = z ? OfComparisons : OfScores,
            Remedy = "Look at what the task asks for: give its domain to the calibration text, cut less, or use a larger type.",
        };
    }

    private const string OfScores = """
        With its standard error. An id is eval.task.TASK.METRIC, with the filter behind it unless it is none: acc,none of arc_easy is
        eval.task.arc_easy.acc, exact_match,strict-match of gsm8k is eval.task.gsm8k.exact_match.strict-match. In names, every character that
        is no letter, digit, _ or - is a _. A star in a rule's metric stands for anything: eval.task.mmlu_*.acc means all of them. Which
        direction is better the file says (higher_is_better), else words of the name do: higher for accuracies (acc, exact_match, pass, f1,
        bleu, rouge, mcc …), lower for perplexities, bits per byte, errors and losses. A rule may bound the bad side by these words, and
        either side of others. Missing where the reference's file has a score that the candidate's lacks.
        """;

    private const string OfComparisons = """
        The sign is that of the difference, so its good side is the score's own: a fall of an accuracy is negative, a rise of a perplexity
        positive. Both models answered the same questions, so their errors are related and the true z is larger in size: this one is conservative.
        Of many tasks some are beyond 2 or 3 by chance. Not applicable without a reference or a standard error; missing where the version of the
        task, the number of questions, the number of examples in a prompt or the better direction that the files state differs.
        """;
}

/// <summary>The two patterns, as the catalog lists them.</summary>
public sealed class TaskScores : MetricFamily
{
    public override IEnumerable<Metric> Metrics => [TaskMetric.Scores, TaskMetric.Comparisons];
}
