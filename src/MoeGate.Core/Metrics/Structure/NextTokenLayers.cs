using MoeGate.Evidence;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

/// <summary>
/// The blocks behind the last one of the model proper, which predict further tokens: a file may lack them, and most programs do not
/// run them.
/// </summary>
internal static class NextTokenLayers
{
    public static IReadOnlySet<int> Of(EvidenceSet evidence)
    {
        var keys = new ModelKeys(evidence.Candidate?.Metadata);
        var layers = evidence.AllWeights.Where(t => t.Layer is not null && t.Role.StartsWith("nextn.", StringComparison.Ordinal)).Select(t => t.Layer!.Value).ToHashSet();
        if (keys.Of("block_count") is >= 0 and <= int.MaxValue and var blocks && keys.Of("nextn_predict_layers") is > 0 and var further && further <= blocks)
            layers.UnionWith(Enumerable.Range((int)(blocks - further), (int)further));
        return layers;
    }
}
