using MoeGate.Reductions;

namespace MoeGate.Metrics.Activations;

/// <summary>How many tokens there are, and what they look like one by one.</summary>
public sealed class Tokens : MetricFamily
{
    /// <summary>The fraction of Gaussian numbers of mean 0 within 0.01 standard deviations of 0: erf(0.01 ÷ √2).</summary>
    private const double GaussianNearZero = 0.0079787;

    public override IEnumerable<Metric> Metrics =>
    [
        new ActivationMetric(new("activation.tokens", Unit.Tokens, Better.Neither)
        {
            Title = "Tokens in the activation source",
            Formula = "T",
            Source = "MoeGate.",
            Explanation = """
                How much there is to judge by. Below 64 tokens every other figure of the source says that it is low evidence: the RMS of a
                dimension is then known to about a tenth at best. Of an importance matrix it is the count that the matrix was taken over.
                """,
        },
        needsValues: false,
        sums => sums.TokensAreCounted ? sums.Tokens : Reading.NotApplicable("the older form of an importance matrix does not count tokens")),
        Figure("mean", Unit.Activation, "Mean activation of a token", "mean over t of meanⱼ aₜⱼ", t => t.Mean,
            "Near 0 behind a norm without bias, and small beside token.std everywhere else."),
        Figure("std", Unit.Activation, "Spread of the activations of a token", "mean over t of the population std over j of aₜⱼ", t => t.Std,
            "What a token's activations are measured against; read token.max_abs beside it."),
        Figure("max_abs", Unit.Activation, "Greatest magnitude in a token", "mean over t of maxⱼ |aₜⱼ|", t => t.MaxAbs,
            "Gaussian activations stay within 4 or 5 of token.std. A value tens of times as large comes from outlying dimensions, and a\n"
            + "quantizer of activations has to reach as far. The first token often stands out by itself: attention sinks sit there."),
        Figure("near_zero", Unit.Ratio, "Fraction of a token's activations that are near zero", "mean over t of the fraction over j with |aₜⱼ| < 0.01·stdₜ", t => t.NearZero,
            "How sparse a token is. The expected value is that of Gaussian activations; behind SwiGLU it is several times that, since few\n"
            + "large values set the std.", GaussianNearZero),
        Figure("negative", Unit.Ratio, "Fraction of a token's activations that are negative", "mean over t of the fraction over j with aₜⱼ < 0", t => t.Negative,
            "About 0.5 where signs are balanced, as behind a norm; 0 behind a ReLU."),
    ];

    private static ActivationMetric Figure(string name, Unit unit, string title, string formula, Func<TokenFigures, double> figure, string meaning, double? expected = null) => new(
        new("token." + name, unit, Better.Neither)
        {
            Title = title,
            Formula = formula,
            Source = ColumnRms.Origin,
            Explanation = meaning + "\nA mean over tokens; the first three tokens stand beside it, by number. Not for an importance matrix, which has no tokens.",
        },
        needsValues: true,
        sums => sums.Values!.All.Count == 0
            ? Reading.Missing("no activation is finite")
            : Reading.Of(figure(sums.Values.OverTokens)) with
            {
                Expected = expected,
                Items = [.. sums.Values.First.Select((t, i) => new Item(Spread.Number(i), figure(t))).Where(i => double.IsFinite(i.Value))],
            });
}
