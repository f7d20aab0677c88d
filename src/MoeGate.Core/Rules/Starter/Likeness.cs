namespace MoeGate.Rules.Starter;

/// <summary>Puts names whose figures are alike together, so that each group can have a limit that is near to all of its own.</summary>
internal static class Likeness
{
    /// <summary>Groups of one limit: more would be a list of tensors and no policy.</summary>
    public const int MostGroups = 3;

    /// <summary>Figures that so many margins lie between are two groups.</summary>
    private const double Apart = 3;

    /// <summary>The groups, those of the least figures first.</summary>
    /// <param name="figures">A figure for each name.</param>
    /// <param name="room">The margin of a figure.</param>
    public static IReadOnlyList<IReadOnlyList<string>> Groups(IReadOnlyDictionary<string, double> figures, Func<double, double> room)
    {
        var sorted = figures.OrderBy(f => f.Value).ThenBy(f => f.Key, StringComparer.Ordinal).ToList();
        var cuts = Enumerable.Range(1, Math.Max(0, sorted.Count - 1))
            .Select(i => (At: i, Gap: Gap(sorted[i - 1].Value, sorted[i].Value, room)))
            .Where(c => c.Gap > Apart)
            .OrderByDescending(c => c.Gap).ThenBy(c => c.At)
            .Take(MostGroups - 1)
            .Select(c => c.At)
            .Order()
            .ToList();
        return
        [
            .. cuts.Prepend(0).Zip(cuts.Append(sorted.Count))
                .Select(ends => sorted[ends.First..ends.Second].Select(f => f.Key).Order(StringComparer.Ordinal).ToList()),
        ];
    }

    /// <summary>How many margins lie between two figures; where there are no margins, any difference is much.</summary>
    private static double Gap(double low, double high, Func<double, double> room)
    {
        if (low == high) return 0;
        var widest = Math.Max(room(low), room(high));
        return widest > 0 ? (high - low) / widest : Apart + high - low;
    }
}
