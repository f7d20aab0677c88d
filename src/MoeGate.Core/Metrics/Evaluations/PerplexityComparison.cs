using System.Globalization;
using MoeGate.Evidence.Evaluations;
using MoeGate.Formats;

namespace MoeGate.Metrics.Evaluations;

/// <summary>The candidate's perplexity beside the reference's: from one log that holds both, else from two logs on the same text.</summary>
internal static class PerplexityComparison
{
    /// <summary>How far the reference's own log may be from the base of a <c>--kl-divergence</c> log, whose predictions are stored in 16 bits.</summary>
    private const double SameModel = 0.01;

    /// <param name="evaluation">What was read.</param>
    /// <param name="paired">The value, where one log compares token by token.</param>
    /// <param name="apart">The value of the candidate's and the reference's figure.</param>
    public static Reading Of(Evaluation evaluation, Func<Divergence, Reading> paired, Func<Estimate, Estimate, Reading> apart)
    {
        if (evaluation.Candidate is not PerplexityRun candidate) return NotALog(evaluation);
        if (candidate.Failure is { } failed) return Reading.Missing(failed);
        if (evaluation.Reference is PerplexityRun { Failure: { } broken }) return Reading.Missing(broken);
        if (evaluation.Reference is not null and not PerplexityRun)
            return Reading.Missing($"{Name(candidate)} is {candidate.Format}, the reference's {Name(evaluation.Reference)} {evaluation.Reference.Format}");

        var reference = evaluation.Reference as PerplexityRun;
        if (candidate.Divergence is { } divergence) return Contradiction(divergence, reference) ?? paired(divergence);
        if (reference is null) return Reading.NotApplicable("there is no reference to compare with");
        return OtherText(candidate, reference) ?? apart(candidate.Perplexity!, reference.Perplexity!);
    }

    /// <summary>The reading of a metric of perplexity for an evaluation of another kind.</summary>
    public static Reading NotALog(Evaluation evaluation) => Reading.NotApplicable($"{Name(evaluation.Candidate)} is {evaluation.Candidate.Format}");

    private static Reading? Contradiction(Divergence divergence, PerplexityRun? reference) =>
        reference?.Perplexity is { } own && Math.Abs(own.Value / divergence.BasePerplexity.Value - 1) > SameModel
            ? Reading.Missing($"the reference's perplexity is {Figure.Number(own.Value)} in {Name(reference)} and {Figure.Number(divergence.BasePerplexity.Value)} as the base of the candidate's log")
            : null;

    private static Reading? OtherText(PerplexityRun candidate, PerplexityRun reference) =>
        Differ(candidate.Chunks, reference.Chunks) || Differ(candidate.Context, reference.Context)
            ? Reading.Missing($"{Name(candidate)} is over {Text(candidate)}, {Name(reference)} over {Text(reference)}: not the same text")
            : null;

    private static bool Differ(int? one, int? other) => one is not null && other is not null && one != other;

    private static string Text(PerplexityRun run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Chunks} chunks{(run.Context is { } context ? $" of {context} tokens" : "")}");

    private static string Name(EvaluationRun run) => Plain.Portable(run.Shown);
}
