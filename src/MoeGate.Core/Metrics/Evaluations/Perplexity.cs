using MoeGate.Evidence.Evaluations;

namespace MoeGate.Metrics.Evaluations;

/// <summary>Perplexity by itself and beside the reference's.</summary>
public sealed class Perplexity : MetricFamily
{
    internal const string Origin = "llama-perplexity of llama.cpp.";

    private const string Remedy = "Give the damaged layers a larger type or more experts, and see whether held-out text bears the cut out.";

    public override IEnumerable<Metric> Metrics =>
    [
        new EvaluationMetric(new("eval.perplexity", Unit.None, Better.Lower)
        {
            Title = "Perplexity of the candidate",
            Formula = "exp(mean over tokens of −ln p(token))",
            Source = Origin,
            Explanation = """
                As the log states it, with its standard error. It depends on the text, the tokenizer and the context length, so a bound on it
                is of one text and one family of models. Not applicable to results of tasks; missing where the run failed: llama-perplexity
                ends with 0 also where a model computes NaN, and such a log is no figure.
                """,
            Remedy = Remedy,
        },
        Of),
        new EvaluationMetric(new("eval.perplexity_ratio", Unit.Ratio, Better.Lower)
        {
            Title = "Perplexity of the candidate in those of the reference",
            Formula = "PPL(candidate) ÷ PPL(reference); standard error: that of the log, else ratio · √((se ÷ PPL)² + (se ÷ PPL)²)",
            Source = Origin,
            Explanation = """
                1 is no change. Read from a --kl-divergence log, which holds both, or from one log each. On the text that a cut was chosen by
                it hides what was lost: give general text as well. Below 1 is no proof of quality, for a damaged model may suit one text
                better by chance. Missing where the two logs are over different numbers of chunks or tokens, or contradict each other.
                """,
            Remedy = Remedy,
        },
        e => PerplexityComparison.Of(e, paired => EvaluationMetric.Of(paired.Ratio), Ratio)),
        new EvaluationMetric(new("eval.perplexity_z", Unit.None, Better.Lower)
        {
            Title = "Rise of the perplexity, in its standard errors",
            Formula = "mean ln(PPL(Q) ÷ PPL(base)) ÷ its se, of a --kl-divergence log; else (PPL(candidate) − PPL(reference)) ÷ √(se² + se²)",
            Source = "llama-perplexity of llama.cpp; MoeGate.",
            Explanation = """
                Beyond about 3 the rise is more than noise; how large it is, eval.perplexity_ratio says. A --kl-divergence log compares token
                by token, and its standard error is that of the pairs. Two separate logs are taken as independent: on the same text their
                errors rise and fall together, so the true z is larger in size, and this one is conservative. Negative: the perplexity fell.
                """,
            Remedy = Remedy,
        },
        e => PerplexityComparison.Of(e, paired => Difference.Z(paired.LogRatio.Value, paired.LogRatio.Error ?? 0), Difference.Z)),
    ];

    private static Reading Of(Evaluation evaluation) => evaluation.Candidate is not PerplexityRun run ? PerplexityComparison.NotALog(evaluation)
        : run.Failure is { } failed ? Reading.Missing(failed)
        : EvaluationMetric.Of(run.Perplexity!);

    private static Reading Ratio(Estimate candidate, Estimate reference)
    {
        var ratio = candidate.Value / reference.Value;
        var error = Difference.Error(new(1, candidate.Error / candidate.Value), new(1, reference.Error / reference.Value));
        return Reading.Of(ratio) with { Stderr = ratio * error };
    }
}
