namespace MoeGate.Evidence.Evaluations;

/// <summary>What one file says of one run of one model.</summary>
/// <param name="Shown">The file, as the user named it.</param>
/// <param name="Format">What it turned out to be, as a sentence calls it.</param>
public abstract record EvaluationRun(string Shown, string Format);

/// <summary>One evaluation: what was read of the candidate, and of the reference where its file was given.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Candidate">The candidate's run.</param>
/// <param name="Reference">The reference's run, or null.</param>
public sealed record Evaluation(string Name, EvaluationRun Candidate, EvaluationRun? Reference);
