namespace MoeGate.Metrics.Evaluations;

/// <summary>In which direction a score of a task improves, by its name.</summary>
internal static class TaskDirection
{
    private static readonly string[] lower = ["perplexity", "ppl", "error", "errors", "loss", "losses", "brier", "bits_per_byte", "wer", "cer"];

    private static readonly string[] higher = ["acc", "accuracy", "match", "em", "f1", "pass", "bleu", "rouge1", "rouge2", "rougel", "chrf", "mcc", "precision", "recall"];

    /// <summary>By whole words; a name with words of both directions has none.</summary>
    /// <param name="metric">Such as <c>acc_norm</c> or <c>exact_match.strict-match</c>, of which the filter says nothing.</param>
    public static Better Of(string metric)
    {
        var name = metric.Split('.')[0].ToLowerInvariant();
        var words = $"_{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}_";
        return (lower.Any(Has), higher.Any(Has)) switch { (true, false) => Better.Lower, (false, true) => Better.Higher, _ => Better.Neither };

        bool Has(string word) => words.Contains($"_{word}_", StringComparison.Ordinal);
    }
}
