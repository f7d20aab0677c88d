namespace MoeGate.Metrics.Evaluations;

/// <summary>In which direction a score of a task improves, by its name.</summary>
internal static class TaskDirection
{
    private static readonly string[] lower = ["perplexity", "ppl", "error", "loss", "brier", "bits_per_byte", "wer", "cer"];

    private static readonly string[] higher = ["acc", "accuracy", "match", "em", "f1", "pass", "bleu", "rouge1", "rouge2", "rougel", "chrf", "mcc", "precision", "recall"];

    /// <param name="metric">Such as <c>acc_norm</c> or <c>exact_match.strict-match</c>, of which the filter says nothing.</param>
    public static Better Of(string metric)
    {
        var name = metric.Split('.')[0].ToLowerInvariant();
        var words = name.Split('_', '-', '*');
        if (lower.Any(l => l.Length > 3 ? name.Contains(l, StringComparison.Ordinal) : words.Contains(l))) return Better.Lower;
        return higher.Any(words.Contains) ? Better.Higher : Better.Neither;
    }
}
