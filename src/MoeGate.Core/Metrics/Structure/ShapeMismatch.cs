using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

public sealed class ShapeMismatch() : LayerStructureMetric(new("structure.shape_mismatch", Unit.None, Better.Lower)
{
    Title = "Expert tensors whose dimensions do not fit each other",
    Formula = "|{tensor : a dimension ≠ that of what it meets}|: gate and up in = down out, up out = down in, router in = experts in = embedding_length",
    Source = Own,
    Explanation = """
        0 is healthy. What an expert's gate and up take in is as wide as what its down gives out; what they give is what down takes; biases
        are as long as the output they are added to; the router takes what the experts take, unless a matrix of the file leads from one
        to the other. Widths must be those of the keys embedding_length and expert_feed_forward_length (or feed_forward_length) where the
        file has them. Of dimensions that should be one, those are at fault that are not what most say; on a tie, what is not the key's. Of
        experts that are named singly all must have one shape. Named is each tensor or key that does not fit, beside it its own dimension.
        Not applicable where the file does not say which dimension is which, or packs several weights into one number.
        """,
    Remedy = "Cut or convert again, all tensors of the layer alike, and write the keys after the cut.",
})
{
    private protected override IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed)
    {
        var keys = new ModelKeys(observed.Evidence.Candidate?.Metadata);
        foreach (var layer in ExpertLayers(observed))
        {
            var experts = layer.Experts.Where(t => !t.IsOfUnknownOrientation && ExpertWidths.IsOfWeights(t)).ToDictionary(t => t.Role, StringComparer.Ordinal);
            if (experts.Count == 0 && layer.Strays.Count == 0) yield return (layer.Layer, Reading.NotApplicable("nothing says which dimension of its experts is which"));
            else yield return (layer.Layer, Offence.Read([.. Strays(layer), .. new ExpertWidths(layer, experts, keys, observed.Evidence.AllWeights).Offences()]));
        }
    }

    private static IEnumerable<Offence> Strays(ExpertLayer layer)
    {
        foreach (var stray in layer.Strays)
            if (layer.Experts.FirstOrDefault(t => t.Role == stray.Role) is { } others && others.Slices[0].Entry.Shape != stray.Tensor.Slices[0].Entry.Shape)
                yield return new Offence(stray.Place, stray.Tensor.Columns, $"{stray.Place} is {stray.Tensor.Slices[0].Entry.Shape}, the other experts {others.Slices[0].Entry.Shape}");
    }
}
