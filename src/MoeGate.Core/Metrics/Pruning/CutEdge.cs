namespace MoeGate.Metrics.Pruning;

/// <summary>The two scores that a cut runs between.</summary>
/// <param name="LowestKept">The lowest score among the experts that stay.</param>
/// <param name="HighestPruned">The highest score among the experts that go; null where none goes.</param>
internal readonly record struct CutEdge(double LowestKept, double? HighestPruned)
{
    public static Reading NothingPruned => Reading.NotApplicable("nothing is pruned");

    /// <param name="scores">One per expert.</param>
    /// <param name="kept">The ids that stay, ascending.</param>
    public static CutEdge Of(double[] scores, ReadOnlySpan<int> kept)
    {
        var lowestKept = double.PositiveInfinity;
        double? highestPruned = null;
        var next = 0;
        for (var e = 0; e < scores.Length; e++)
        {
            if (next < kept.Length && kept[next] == e)
            {
                lowestKept = Math.Min(lowestKept, scores[e]);
                next++;
            }
            else if (highestPruned is null || scores[e] > highestPruned)
            {
                highestPruned = scores[e];
            }
        }

        return new CutEdge(lowestKept, highestPruned);
    }
}
