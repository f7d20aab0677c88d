using MoeGate.Evidence;

namespace MoeGate.Metrics.Profile;

/// <summary>Holds what a profiler recorded against its counts, shard by shard: a sum would hide a fault in one of them.</summary>
internal static class ShardCheck
{
    /// <summary>The largest error among the shards that recorded the figure; null where none did.</summary>
    public static Reading? Worst(LayerEvidence layer, EvidenceSet evidence, Func<LayerStatistics, bool> recorded, Func<LayerStatistics, double> error)
    {
        double? worst = null;
        string? at = null;
        var shards = evidence.Profile!.Shards;
        foreach (var shard in shards)
        {
            if (shard[layer.Statistics!.Layer] is not { } statistics || !recorded(statistics)) continue;
            var value = error(statistics);
            if (worst is null || value > worst) (worst, at) = (value, shards.Count > 1 ? shard.Name : null);
        }

        return worst is { } most ? Reading.Of(most) with { At = at } : null;
    }
}
