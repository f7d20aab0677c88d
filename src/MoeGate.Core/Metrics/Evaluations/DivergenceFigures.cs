using MoeGate.Evidence.Evaluations;
using MoeGate.Formats;

namespace MoeGate.Metrics.Evaluations;

/// <summary>What a <c>--kl-divergence</c> log says of the predictions, token by token.</summary>
public sealed class DivergenceFigures : MetricFamily
{
    private const string Remedy = "Give the tensors with the largest error a larger type, quantize with an importance matrix, or cut less.";

    private const string Only = "\nOnly of a --kl-divergence log; missing where that run failed or has no summary.";

    public override IEnumerable<Metric> Metrics =>
    [
        Kld("mean", "Mean", "mean over tokens", d => d.Mean, """
            The one figure that says most: 0 where nothing changed, and, unlike perplexity, gains on some tokens do not hide losses on others.
            llama.cpp measured 0.001 for Q8_0, 0.03 for Q4_K_M, 0.1 for Q3_K_M and 0.45 for Q2_K of Llama 3 8B.
            """),
        Kld("median", "Median", "median over tokens", d => d.Median, "The token in the middle. Far below the mean: the damage sits in few tokens."),
        Kld("p99", "99th percentile of the", "99th percentile over tokens", d => d.P99, "One token in a hundred is predicted worse than this."),
        Kld("p99.9", "99.9th percentile of the", "99.9th percentile over tokens", d => d.P999, "One token in a thousand is predicted worse than this."),
        Kld("max", "Greatest", "greatest over tokens", d => d.Max, "The worst token. It grows with the length of the text, so compare on the same text only."),
        new EvaluationMetric(new("eval.same_top", Unit.Percent, Better.Higher)
        {
            Title = "Tokens for which both models hold the same token the likeliest",
            Formula = "100 · |{t : argmax p = argmax q}| ÷ T",
            Source = Perplexity.Origin,
            Explanation = """
                How often greedy decoding would write the same. llama.cpp measured 97.7% for Q8_0, 91.9% for Q4_K_M and 71.1% for Q2_K of
                Llama 3 8B. A model without preferences, such as a random one, changes its choice at the least touch.
                """ + Only,
            Remedy = Remedy,
        },
        e => Of(e, d => d.SameTop)),
        new EvaluationMetric(new("eval.delta_p.rms", Unit.Points, Better.Lower)
        {
            Title = "Typical change of the right token's probability",
            Formula = "100 · √(mean over tokens of (q(token) − p(token))²)",
            Source = Perplexity.Origin,
            Explanation = """
                In percentage points: 1.2 for Q8_0, 5.5 for Q4_K_M and 21 for Q2_K of Llama 3 8B, as llama.cpp measured. Changes up and down
                count alike.
                """ + Only,
            Remedy = Remedy,
        },
        e => Of(e, d => d.DeltaP)),
    ];

    private static EvaluationMetric Kld(string part, string title, string over, Func<Divergence, Estimate> figure, string meaning) => new(
        new($"eval.kld.{part}", Unit.None, Better.Lower)
        {
            Title = $"{title} Kullback-Leibler divergence from the reference",
            Formula = $"{over} of Σ over the vocabulary of p · ln(p ÷ q), p of the reference and q of the candidate",
            Source = Perplexity.Origin,
            Explanation = meaning + Only,
            Remedy = Remedy,
        },
        e => Of(e, figure));

    private static Reading Of(Evaluation evaluation, Func<Divergence, Estimate> figure) => evaluation.Candidate switch
    {
        PerplexityRun { ComparesWithBase: false } plain => Reading.NotApplicable($"{Plain.Portable(plain.Shown)} is not of --kl-divergence"),
        PerplexityRun { Failure: { } failed } => Reading.Missing(failed),
        PerplexityRun run => EvaluationMetric.Of(figure(run.Divergence!)),
        _ => PerplexityComparison.NotALog(evaluation),
    };
}
