using System.Globalization;

namespace MoeGate.Rules;

/// <summary>How many values become one: <c>min max mean median sum std count p&lt;N&gt; each</c>.</summary>
public readonly record struct Aggregate
{
    private Aggregate(string name, double percentile)
    {
        Name = name;
        Percentile = percentile;
    }

    public string Name { get; }

    private double Percentile { get; }

    public static IReadOnlyList<string> Names { get; } = ["min", "max", "mean", "median", "sum", "std", "count", "each", "p<N>"];

    public bool IsCount => Name == "count";

    public bool IsEach => Name == "each";

    /// <summary>Whether the result is one of the values, or nearly, so that a subject can be named for it.</summary>
    public bool IsExtreme => Name is "min" or "max" or "each";

    /// <summary>Whether a bound on the result bounds the values' own direction.</summary>
    public bool HasDirection => Name is not ("count" or "std");

    public static Aggregate? Parse(string name)
    {
        if (name.Length > 1 && name[0] == 'p'
            && double.TryParse(name.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentile)
            && percentile is >= 0 and <= 100)
            return new Aggregate(name, percentile);
        return name != "p<N>" && Names.Contains(name) ? new Aggregate(name, 50) : null;
    }

    /// <summary>The aggregate of at least one value; <c>each</c> and <c>count</c> are not computed here.</summary>
    public double Of(IReadOnlyList<double> values) => Name switch
    {
        "min" => values.Min(),
        "max" => values.Max(),
        "mean" => values.Sum() / values.Count,
        "sum" => values.Sum(),
        "std" => Deviation(values),
        _ => Interpolate(values, Percentile),
    };

    private static double Deviation(IReadOnlyList<double> values)
    {
        var mean = values.Sum() / values.Count;
        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Count);
    }

    /// <summary>Linear interpolation between order statistics, NumPy's default.</summary>
    private static double Interpolate(IReadOnlyList<double> values, double percentile)
    {
        var sorted = values.Order().ToArray();
        var position = percentile / 100 * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }
}
