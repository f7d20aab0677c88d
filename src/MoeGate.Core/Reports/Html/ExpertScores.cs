using System.Globalization;
using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Reports.Html;

/// <summary>What is known of each expert of one layer, from the lists that stand beside figures of the layer.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Values">One for each expert, by its number; none below 0, and some above.</param>
/// <param name="Kept">Which experts the cut keeps; null where no cut was judged.</param>
internal sealed record ExpertScores(Subject Layer, double[] Values, bool[]? Kept)
{
    /// <summary>No layer has so many; a document that says otherwise was not written by measuring.</summary>
    private const int MostExperts = 4096;

    /// <summary>Expert numbers from the highest value to the lowest.</summary>
    public int[] Ranking { get; } = LayerEvidence.Rank(Values);

    public int KeptCount => Kept?.Count(k => k) ?? 0;

    public double Sum { get; } = Values.Sum();

    /// <summary>The layers whose every expert has a value of this metric.</summary>
    public static IReadOnlyList<ExpertScores> Of(MetricSet metrics, string metric)
    {
        var layers = new List<ExpertScores>();
        foreach (var measurement in metrics.Of(Catalog.Find(metric)!).Where(m => m.Subject.Scope == Scope.Layer))
        {
            if (Figures(measurement.Reading.Items) is not { } values) continue;
            var kept = metrics["pruning.experts_kept", measurement.Subject] is { Items.Count: > 0 } cut ? Marks(cut.Items, values.Length) : null;
            layers.Add(new ExpertScores(measurement.Subject, values, kept));
        }

        return layers;
    }

    /// <summary>Share of the layer's sum that the first experts of the ranking hold, in percent; the first entry, of none, is 0.</summary>
    public double[] Retention()
    {
        var shares = new double[Values.Length + 1];
        var sum = 0.0;
        for (var k = 0; k < Values.Length; k++)
        {
            sum += Values[Ranking[k]] / Sum;
            shares[k + 1] = Math.Min(100, 100 * sum);
        }

        return shares;
    }

    /// <summary>Share of the layer's sum that the kept experts hold, in percent.</summary>
    public double KeptShare => Math.Min(100, 100 * Values.Where((_, e) => Kept![e]).Sum(v => v / Sum));

    private static double[]? Figures(IReadOnlyList<Item> items)
    {
        if (items.Count is 0 or > MostExperts) return null;
        var values = new double[items.Count];
        Array.Fill(values, double.NaN);
        foreach (var item in items)
        {
            if (Expert(item) is not { } expert || expert >= values.Length || item.Value < 0) return null;
            values[expert] = item.Value;
        }

        var sum = values.Sum();
        return sum > 0 && double.IsFinite(sum) ? values : null;
    }

    private static bool[]? Marks(IReadOnlyList<Item> items, int experts)
    {
        var marks = new bool[experts];
        foreach (var item in items)
        {
            if (Expert(item) is not { } expert || expert >= experts) return null;
            marks[expert] = true;
        }

        return marks;
    }

    private static int? Expert(Item item) => int.TryParse(item.Index, NumberStyles.None, CultureInfo.InvariantCulture, out var expert) ? expert : null;
}
