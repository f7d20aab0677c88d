namespace MoeGate.Evidence.Evaluations;

/// <summary>A run of llama-perplexity, by its log.</summary>
public sealed record PerplexityRun(string Shown) : EvaluationRun(Shown, "a log of llama-perplexity")
{
    /// <summary>Why there are no figures, in words that name what was found; null where there are all of them.</summary>
    public string? Failure { get; init; }

    /// <summary>Of the model that ran. Null only where the run failed.</summary>
    public Estimate? Perplexity { get; init; }

    /// <summary>What <c>--kl-divergence</c> adds; null where it was not asked for, or the run failed.</summary>
    public Divergence? Divergence { get; init; }

    /// <summary>Whether <c>--kl-divergence</c> was asked for; null where the log does not come so far as to tell.</summary>
    public bool? ComparesWithBase { get; init; }

    /// <summary>Parts that the text was cut into, and the tokens of each; with them runs on different text are told apart.</summary>
    public int? Chunks { get; init; }

    /// <inheritdoc cref="Chunks"/>
    public int? Context { get; init; }
}

/// <summary>
/// The summary of <c>--kl-divergence</c>: the model that ran (Q) against the base whose predictions were recorded, token by token on
/// the same text.
/// </summary>
public sealed record Divergence
{
    /// <summary>The base's own perplexity.</summary>
    public required Estimate BasePerplexity { get; init; }

    /// <summary>Mean of ln(PPL(Q) ÷ PPL(base)), whose standard error is that of paired figures.</summary>
    public required Estimate LogRatio { get; init; }

    public required Estimate Ratio { get; init; }

    /// <summary>Of the Kullback-Leibler divergence over tokens.</summary>
    public required Estimate Mean { get; init; }

    public required Estimate Median { get; init; }

    public required Estimate P99 { get; init; }

    public required Estimate P999 { get; init; }

    public required Estimate Max { get; init; }

    /// <summary>Root mean square of the change of the right token's probability, in percentage points.</summary>
    public required Estimate DeltaP { get; init; }

    /// <summary>How often both hold the same token the likeliest, in percent.</summary>
    public required Estimate SameTop { get; init; }
}
