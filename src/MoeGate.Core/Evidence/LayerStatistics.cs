namespace MoeGate.Evidence;

/// <summary>
/// What a profiler recorded of one MoE layer: arrays of E figures, one per expert. Means are over the tokens routed to the expert.
/// </summary>
public sealed record LayerStatistics
{
    /// <summary>The block's number in the model.</summary>
    public required int Layer { get; init; }

    /// <summary>T: tokens that passed the router.</summary>
    public required long Tokens { get; init; }

    /// <summary>c_e: tokens routed to each expert.</summary>
    public required long[] Counts { get; init; }

    /// <summary>c_e / T as the profiler recorded it; null where it recorded none.</summary>
    public double[]? Frequency { get; init; }

    /// <summary>g_e: mean gate weight.</summary>
    public double[]? GateMean { get; init; }

    /// <summary>Mean L2 norm of the expert's output.</summary>
    public double[]? EanMean { get; init; }

    /// <summary>REAP: mean of gate weight × L2 norm of the expert's output (Cerebras, "REAP the Experts", Eq. 9).</summary>
    public double[]? Reap { get; init; }

    /// <summary>The legacy score of files written before REAP was recorded.</summary>
    public double[]? ImportanceScore { get; init; }

    /// <summary>How many experts the profiler says were never activated.</summary>
    public long? RecordedDead { get; init; }

    /// <summary>E: routed experts of this layer.</summary>
    public int Experts => Counts.Length;

    /// <summary>Σ c_e, exact: 96 bits hold a million counts of 63.</summary>
    public decimal Routed
    {
        get
        {
            var sum = 0m;
            foreach (var count in Counts) sum += count;
            return sum;
        }
    }

    /// <summary>K = Σ c_e / T; not a whole number where the profile is faulty. NaN where T = 0: ask <see cref="Tokens"/> first.</summary>
    public double TopK => Tokens == 0 ? double.NaN : (double)Routed / Tokens;

    /// <summary>The saliency scores of this kind, a dead expert's being 0; null where they were not recorded.</summary>
    public double[]? Scores(Score score)
    {
        var recorded = Recorded(score);
        if (recorded is null && score != Score.Frequency) return null;

        // Plain loops: this runs at every start, and LINQ over numbers has to be compiled first.
        var scores = new double[Counts.Length];
        for (var e = 0; e < scores.Length; e++)
            scores[e] = Counts[e] == 0 ? 0 : recorded is null ? (double)Counts[e] / Tokens : recorded[e];
        return scores;
    }

    /// <summary>Whether the scores of this kind can be had.</summary>
    public bool Records(Score score) => score == Score.Frequency || Recorded(score) is not null;

    private double[]? Recorded(Score score) => score switch
    {
        Score.Reap => Reap,
        Score.EanMean => EanMean,
        Score.ImportanceScore => ImportanceScore,
        _ => null,
    };
}
