namespace MoeGate.Evidence.Evaluations;

/// <summary>A run of lm-evaluation-harness, by its results.</summary>
/// <param name="Shown">The file, as the user named it.</param>
/// <param name="Scores">Every score by <see cref="TaskScore.Name"/>.</param>
public sealed record TaskRun(string Shown, IReadOnlyDictionary<string, TaskScore> Scores) : EvaluationRun(Shown, "a result of lm-evaluation-harness");

/// <summary>One score of one task.</summary>
/// <param name="Name">Task and metric, as ids of metrics end: <c>arc_easy.acc</c>, <c>gsm8k.exact_match.strict-match</c>.</param>
/// <param name="Estimate">The score; null where the file states none.</param>
public sealed record TaskScore(string Name, Estimate? Estimate)
{
    /// <summary>The task's version, as the file states it.</summary>
    public string? Version { get; init; }

    /// <summary>Questions that were asked.</summary>
    public double? Samples { get; init; }

    /// <summary>Examples in each prompt.</summary>
    public double? Shots { get; init; }

    /// <summary>What the file says of the score's direction; null where it says nothing.</summary>
    public bool? HigherIsBetter { get; init; }
}
