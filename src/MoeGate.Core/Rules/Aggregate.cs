using System.Globalization;
using MoeGate.Metrics;

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
    public double Of(ReadOnlySpan<double> values)
    {
        double least = values[0], most = values[0], sum = 0;
        foreach (var value in values)
        {
            least = Math.Min(least, value);
            most = Math.Max(most, value);
            sum += value;
        }

        return Name switch
        {
            "min" => least,
            "max" => most,
            "mean" => sum / values.Length,
            "sum" => sum,
            "std" => Inequality.Spread(values, lost: 0).Deviation,
            _ => Interpolate(values, Percentile),
        };
    }

    /// <summary>Linear interpolation between order statistics, NumPy's default.</summary>
    private static double Interpolate(ReadOnlySpan<double> values, double percentile)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var position = percentile / 100 * (sorted.Length - 1);
        var below = (int)Math.Floor(position);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (sorted[above] - sorted[below]) * (position - below);
    }
}
