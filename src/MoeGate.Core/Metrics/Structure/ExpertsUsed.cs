using System.Globalization;
using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

public sealed class ExpertsUsed() : LayerStructureMetric(new("structure.experts_used", Unit.None, Better.Lower)
{
    Title = "Whether each token is routed to more experts than there are",
    Formula = "1 where K > E of the layer, else 0; K = expert_used_count",
    Source = Own,
    Explanation = """
        0 is healthy. A router that selects more experts than a layer has reads past its end or selects one twice. K is what the file's own keys
        say; a file without keys takes it from the architecture that was named. E is the number of slices of the layer's experts, the
        smallest where they differ. Beside the layer stands its number of experts.
        Not applicable where K is not known.
        """,
    Remedy = "Keep at least as many experts in every layer as each token uses, or lower expert_used_count and measure what that costs.",
})
{
    private protected override IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed)
    {
        var keys = new ModelKeys(observed.Evidence.Candidate?.Metadata);
        foreach (var layer in ExpertLayers(observed).Where(l => l.Experts.Count > 0))
            yield return (layer.Layer, Read(layer, keys.Of("expert_used_count", layer.Layer) ?? observed.Evidence.Architecture?.ExpertsUsed));
    }

    private static Reading Read(ExpertLayer layer, long? used)
    {
        if (used is not { } k) return Reading.NotApplicable("nothing says how many experts each token uses");
        var experts = layer.Experts.Min(t => t.Slices.Count);
        var place = string.Create(CultureInfo.InvariantCulture, $"blk.{layer.Layer}");
        return Offence.Read(k > experts || k < 1 ? [new Offence(place, experts, string.Create(CultureInfo.InvariantCulture, $"{k} experts are used of {experts} in {place}"))] : []);
    }
}
