using MoeGate.Evidence.Evaluations;
using MoeGate.Formats;

namespace MoeGate.Metrics.Evaluations;

/// <summary>One score of the candidate, and the same of the reference.</summary>
/// <param name="Name">Task and metric.</param>
/// <param name="Candidate">Null where the candidate's file lacks it.</param>
/// <param name="Reference">Null where the reference's file lacks it, or there is none.</param>
/// <param name="Evaluation">Where they come from.</param>
internal sealed record TaskPair(string Name, TaskScore? Candidate, TaskScore? Reference, Evaluation Evaluation)
{
    /// <summary>Every score that one of the two files states, by name.</summary>
    public static IEnumerable<TaskPair> Of(Evaluation evaluation)
    {
        if (evaluation.Candidate is not TaskRun candidate) return [];
        var reference = evaluation.Reference as TaskRun;
        return candidate.Scores.Keys.Union(reference?.Scores.Keys ?? []).Order(StringComparer.Ordinal)
            .Select(name => new TaskPair(name, candidate.Scores.GetValueOrDefault(name), reference?.Scores.GetValueOrDefault(name), evaluation));
    }

    /// <summary>The score without the task: <c>exact_match.strict-match</c>.</summary>
    public string Metric => Name[(Name.IndexOf('.', StringComparison.Ordinal) + 1)..];

    /// <summary>What the file says, else by its name.</summary>
    public Better Better =>
        (Candidate?.HigherIsBetter ?? Reference?.HigherIsBetter) switch { true => Better.Higher, false => Better.Lower, null => TaskDirection.Of(Metric) };

    /// <summary>The candidate's score.</summary>
    public Reading Score =>
        Candidate is null ? Reading.Missing($"{Shown(Evaluation.Candidate)} has no score {Name}, which the reference's file has")
        : Candidate.Estimate is { } estimate ? EvaluationMetric.Of(estimate)
        : Reading.Missing($"{Shown(Evaluation.Candidate)} states no number for {Name}");

    /// <summary>Why the two cannot be compared; null where they can.</summary>
    public Reading? Incomparable
    {
        get
        {
            if (Evaluation.Reference is not { } file) return Reading.NotApplicable("there is no reference to compare with");
            if (file is not TaskRun) return Reading.Missing($"{Shown(Evaluation.Candidate)} is {Evaluation.Candidate.Format}, the reference's {Shown(file)} {file.Format}");
            if (Score is { Value: null } missing) return missing;
            if (Reference?.Estimate is null) return Reading.Missing($"the reference's {Shown(file)} has no score {Name}");
            return Other("version", Candidate!.Version, Reference.Version)
                ?? Other("number of questions", Text(Candidate.Samples), Text(Reference.Samples))
                ?? Other("number of examples in a prompt", Text(Candidate.Shots), Text(Reference.Shots))
                ?? Other("better direction", Text(Candidate.HigherIsBetter), Text(Reference.HigherIsBetter));
        }
    }

    /// <summary>Candidate less reference, in standard errors.</summary>
    public Reading Z => Incomparable ?? Difference.Z(Candidate!.Estimate!, Reference!.Estimate!);

    private Reading? Other(string what, string? candidate, string? reference) =>
        candidate is not null && reference is not null && candidate != reference
            ? Reading.Missing($"{Name}: the {what} is {candidate} for the candidate and {reference} for the reference")
            : null;

    private static string? Text(double? number) => number is { } figure ? Figure.Number(figure) : null;

    private static string? Text(bool? higherIsBetter) => higherIsBetter switch { true => "higher", false => "lower", null => null };

    private static string Shown(EvaluationRun run) => Plain.Portable(run.Shown);
}
