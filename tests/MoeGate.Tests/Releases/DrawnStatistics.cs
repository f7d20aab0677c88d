using System.Globalization;

namespace MoeGate.Tests.Releases;

/// <summary>The sizes of statistics that are drawn for themselves.</summary>
internal static class Drawn
{
    public const int Experts = 32, Used = 4;

    /// <summary>As many as a model of some size has: in one of them a plan that knows nothing is bound to be worse than chance.</summary>
    public static IReadOnlyList<int> Layers { get; } = [.. Enumerable.Range(1, 24)];
}

/// <summary>
/// Statistics of experts as a profiler would record them: loads and scores as uneven as those of trained routers, and much the same on
/// every text, unless a test says otherwise.
/// </summary>
internal sealed class DrawnStatistics
{
    private readonly Random random;
    private readonly int experts, used;
    private readonly SortedDictionary<int, (double[] Loads, double[] Scores)> layers = [];

    public DrawnStatistics(Random random)
        : this(random, Drawn.Layers, Drawn.Experts, Drawn.Used)
    {
    }

    public DrawnStatistics(Random random, IReadOnlyList<int> layers, int experts, int used)
    {
        (this.random, this.experts, this.used) = (random, experts, used);
        foreach (var layer in layers)
        {
            double[] loads = [.. Enumerable.Range(0, experts).Select(_ => Math.Exp(0.4 * Gauss()))];
            this.layers[layer] = (loads, [.. Enumerable.Range(0, experts).Select(_ => Math.Exp(0.7 * Gauss()))]);
        }
    }

    public long Tokens { get; init; } = 20000;

    /// <summary>Whether all experts get the same, as they do where the profiler reads the wrong memory.</summary>
    public bool IsEven { get; init; }

    /// <summary>Whether each text has experts of its own.</summary>
    public bool IsSpecialised { get; init; }

    /// <summary>Where frequencies are recorded, how often what they should be they are.</summary>
    public double? Frequencies { get; init; }

    /// <summary>A layer of which every count is twice what it should be.</summary>
    public int? CountedTwice { get; init; }

    public double[] Scores(int layer) => layers[layer].Scores;

    /// <summary>Experts of a layer by their scores, best first.</summary>
    public int[] Best(int layer) => [.. Enumerable.Range(0, experts).OrderByDescending(e => layers[layer].Scores[e])];

    /// <summary>The profile of one text.</summary>
    /// <param name="domain">Of which kind it is.</param>
    public string Text(int domain = 0) => "{\n" + string.Join(",\n", layers.Select(l => Layer(l.Key, l.Value.Loads, l.Value.Scores, domain))) + "\n}\n";

    private string Layer(int layer, double[] loads, double[] scores, int domain)
    {
        double[] own = [.. loads.Select((load, e) => IsEven ? 1 : load * Taste(e, domain) * Math.Exp(0.05 * Gauss()))];
        var counts = Counts(own, CountedTwice == layer ? 2 * used : used);
        double[] reap = [.. scores.Select((score, e) => score * Taste(e, domain) * Math.Exp(0.05 * Gauss()))];
        var frequencies = Frequencies is { } times ? $"\"activation_frequency\": [{List(counts.Select(c => times * c / Tokens))}], " : "";
        return string.Create(CultureInfo.InvariantCulture, $"\"{layer}\": {{\"total_tokens\": {Tokens}, \"activation_counts\": [{string.Join(", ", counts)}], {frequencies}\"reap\": [{List(reap)}]}}");
    }

    private double Taste(int expert, int domain) => !IsSpecialised ? 1 : expert % 2 == domain ? 3 : 0.4;

    /// <summary>Whole numbers in these proportions, as many as tokens are routed, and of no expert more than there are tokens.</summary>
    private long[] Counts(double[] loads, int perToken)
    {
        var sum = loads.Sum();
        long[] counts = [.. loads.Select(l => (long)Math.Min(Tokens * 0.9, Tokens * perToken * l / sum))];
        for (var e = 0; counts.Sum() < Tokens * perToken; e = (e + 1) % counts.Length)
            if (counts[e] < Tokens) counts[e] += Math.Min(Tokens - counts[e], Math.Max(1, (Tokens * perToken - counts.Sum()) / counts.Length));
        return counts;
    }

    private static string List(IEnumerable<double> values) => string.Join(", ", values.Select(v => v.ToString("G6", CultureInfo.InvariantCulture)));

    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
