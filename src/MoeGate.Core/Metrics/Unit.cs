namespace MoeGate.Metrics;

/// <summary>A metric's unit: how a report writes it, and which suffixes an operand of a rule may carry.</summary>
/// <param name="Symbol">As written behind a figure; empty for a pure number.</param>
/// <param name="Name">As documented.</param>
public sealed record Unit(string Symbol, string Name)
{
    public static Unit None { get; } = new("", "–");

    public static Unit Ratio { get; } = new("", "ratio");

    public static Unit Percent { get; } = new("%", "%");

    public static Unit Points { get; } = new("pp", "pp");

    public static Unit Score { get; } = new("", "score");

    public static Unit Tokens { get; } = new("tokens", "tokens");

    public static Unit Experts { get; } = new("experts", "experts");

    public static Unit ExpertsPerToken { get; } = new("experts/token", "experts/token");

    public static Unit Layers { get; } = new("layers", "layers");

    public static Unit Params { get; } = new("params", "params");

    public static Unit Bytes { get; } = new("B", "bytes");

    /// <summary>Of weights and of activations, as stored.</summary>
    public static Unit Weight { get; } = new("", "weight");

    public static Unit Activation { get; } = new("", "activation");

    public static Unit Weights { get; } = new("weights", "weights");

    public static Unit Rows { get; } = new("rows", "rows");

    public static Unit Groups { get; } = new("groups", "groups");

    public static Unit Dimensions { get; } = new("dimensions", "dimensions");

    public static Unit Decibels { get; } = new("dB", "dB");

    public static Unit Offences { get; } = new("", "offences");

    public static Unit Bits { get; } = new("bits", "bits");

    /// <summary>What one of this suffix is worth in the unit; null where the suffix does not fit.</summary>
    public double? Factor(string suffix)
    {
        if (suffix.Length == 0 || suffix == Symbol || suffix == Name) return 1;
        return Suffixes.FirstOrDefault(s => s.Suffix == suffix) is { Suffix: not null } found ? found.Factor : null;
    }

    /// <summary>Suffixes that stand for a multiple of the unit.</summary>
    public IReadOnlyList<(string Suffix, double Factor)> Suffixes =>
        this == Bytes
            ? [("KiB", 1024), ("MiB", 1048576), ("GiB", 1073741824), ("TiB", 1099511627776), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12)]
            : this == Params ? [("K", 1e3), ("M", 1e6), ("B", 1e9), ("T", 1e12)]
            : [];

    /// <summary>All suffixes that any unit knows, to tell a wrong unit from a misspelt one.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [.. new[] { Percent, Points, Tokens, Experts, ExpertsPerToken, Layers, Params, Weights, Rows, Groups, Dimensions, Bytes, Bits, Decibels }
            .SelectMany(u => u.Suffixes.Select(s => s.Suffix).Prepend(u.Symbol)).Distinct()];

    public override string ToString() => Name;
}
