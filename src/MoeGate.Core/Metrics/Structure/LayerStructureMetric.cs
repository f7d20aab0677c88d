using MoeGate.Models;

namespace MoeGate.Metrics.Structure;

/// <summary>
/// Offences by layer. The model's value is their sum, with the layer that has most beside it; where the metric has no meaning for any
/// layer, the model says why.
/// </summary>
public abstract class LayerStructureMetric(MetricText text) : StructureMetric(text)
{
    protected const string NoExperts = "the model has no routed experts";

    public override Scope Home => Scope.Layer;

    public override IReadOnlyList<Scope> Scopes => [Scope.Layer, Scope.Model];

    public sealed override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        var layers = new List<Measurement>();
        foreach (var (layer, reading) in Layers(observed))
        {
            cancellation.ThrowIfCancellationRequested();
            if (observed.Portion.HoldsLayer(layer)) layers.Add(new Measurement(this, Subject.OfLayer(layer), reading));
        }

        // That there is no such layer is not for every shard to say: others may have some.
        return layers.Count == 0 && !observed.Portion.HoldsTheRest ? [] : layers.Append(new Measurement(this, Subject.Model, Sum(layers, WithoutLayers(observed))));
    }

    internal sealed override Reading Joined(IReadOnlyList<Reading> parts, IReadOnlyList<Measurement> layers) => layers.Count == 0 ? parts[0] : Sum(layers, NoExperts);

    /// <summary>The layers that it has a meaning for, ascending, of those that are wanted.</summary>
    private protected abstract IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed);

    /// <summary>Why there is no such layer.</summary>
    private protected virtual string WithoutLayers(Observation observed) => NoExperts;

    /// <summary>Whether any tensor of the layer is wanted; of a layer without tensors none can be.</summary>
    private protected bool Wants(Observation observed, int layer) =>
        observed.Evidence.Weights.Any(t => t.Layer == layer && observed.Wants(this, t).HasFlag(Wish.Whole));

    /// <summary>The layers with experts that are wanted.</summary>
    private protected IEnumerable<ExpertLayer> ExpertLayers(Observation observed) =>
        ExpertLayer.Of(observed.Evidence.AllWeights).Where(l => Wants(observed, l.Layer));

    private static Reading Sum(IReadOnlyList<Measurement> layers, string without)
    {
        var known = layers.Where(l => l.Reading.Value is not null).ToList();
        var missing = layers.FirstOrDefault(l => l.Reading.Unavailable?.Kind == Absence.Missing);
        var why = missing is null ? null : $"{missing.Subject}: {missing.Reading.Unavailable!.Reason}";
        var sum = known.Sum(l => l.Reading.Value!.Value);
        if (sum > 0) return Reading.Of(sum) with { At = known.MaxBy(l => l.Reading.Value)!.Subject.Name, Note = why is null ? null : $"besides, {why}" };
        if (why is not null) return Reading.Missing(why);
        return known.Count > 0 ? 0 : Reading.NotApplicable(layers.Count > 0 ? layers[0].Reading.Unavailable!.Reason : without);
    }
}
