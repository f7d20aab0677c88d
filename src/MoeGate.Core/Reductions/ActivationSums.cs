namespace MoeGate.Reductions;

/// <summary>What one reading of an activation source, T tokens × N dimensions, gave; of an importance matrix only the power.</summary>
public sealed record ActivationSums
{
    /// <summary>Below so many tokens every figure is low evidence.</summary>
    public const long EnoughTokens = 64;

    /// <summary>0 where there are none; see <see cref="TokensAreCounted"/>.</summary>
    public required long Tokens { get; init; }

    /// <summary>False for an importance matrix of the older form, which does not say how many tokens it was taken over.</summary>
    public bool TokensAreCounted { get; init; } = true;

    public required int Dimensions { get; init; }

    /// <summary>Mean of a² of each dimension over the finite values; the square of its RMS.</summary>
    public required double[] MeanSquare { get; init; }

    /// <summary>Null where only the power is known.</summary>
    public ActivationValues? Values { get; init; }
}

/// <summary>What only the activations themselves can tell.</summary>
public sealed record ActivationValues
{
    public required long NonFinite { get; init; }

    /// <summary>Of all finite values.</summary>
    public required Moments All { get; init; }

    public required WeightOrder Order { get; init; }

    /// <summary>Of each dimension: its mean, standard deviation, and the fraction of tokens with a &lt; 0.</summary>
    public required double[] Mean { get; init; }

    public required double[] Std { get; init; }

    public required double[] Negative { get; init; }

    /// <summary>Dimensions with |a| &gt; 100 and &gt; 1000 × the median |a| of the source, ascending.</summary>
    public required IReadOnlyList<int> Massive { get; init; }

    /// <summary>Means over tokens of the tokens' own figures.</summary>
    public required TokenFigures OverTokens { get; init; }

    /// <summary>The first three tokens, or as many as there are.</summary>
    public required IReadOnlyList<TokenFigures> First { get; init; }
}

/// <summary>One token's figures, or their mean: mean, std, greatest |x|, the fraction with |x| &lt; 0.01 · std, the fraction with x &lt; 0.</summary>
public sealed record TokenFigures(double Mean, double Std, double MaxAbs, double NearZero, double Negative);
