using MoeGate.Evidence.Evaluations;

namespace MoeGate.Metrics.Evaluations;

/// <summary>How far apart two noisy figures are, in standard errors of their difference.</summary>
internal static class Difference
{
    /// <summary>What is said of it, for both figures come from the same text or questions.</summary>
    public const string Unpaired = "errors taken as independent, which understates a difference on the same text";

    /// <summary>√(se² + se²); null where one of the two has none.</summary>
    public static double? Error(Estimate candidate, Estimate reference) =>
        candidate.Error is { } a && reference.Error is { } b ? Math.Sqrt(a * a + b * b) : null;

    /// <summary>(candidate − reference) ÷ √(se² + se²).</summary>
    public static Reading Z(Estimate candidate, Estimate reference) =>
        Error(candidate, reference) is { } error
            ? Z(candidate.Value - reference.Value, error) with { Note = Unpaired }
            : Reading.NotApplicable($"the {(candidate.Error is null ? "candidate" : "reference")}'s figure has no standard error");

    /// <summary>A difference in its own standard errors.</summary>
    public static Reading Z(double difference, double error) =>
        error > 0 ? Reading.Of(difference / error)
        : difference == 0 ? Reading.Exact("the figures are the same, and their standard error is 0")
        : Reading.NotApplicable("the standard error is 0");
}
