using MoeGate.Evidence;

namespace MoeGate.Metrics;

/// <summary>
/// A metric of each MoE layer. The model's value is the mean over layers with the least favourable layer beside it, ties going to
/// the lowest layer; it never enters another scope's aggregate.
/// </summary>
public abstract class LayerMetric(MetricText text) : Metric(text)
{
    public override Scope Home => Scope.Layer;

    public override IReadOnlyList<Scope> Scopes => [Scope.Layer, Scope.Model];

    public override EvidenceKind Needs => EvidenceKind.Experts;

    public sealed override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        var evidence = observed.Evidence;
        var layers = new List<Measurement>();
        foreach (var layer in evidence.Layers)
        {
            cancellation.ThrowIfCancellationRequested();
            layers.Add(new Measurement(this, Subject.Of(layer), ReadOrMissing(layer, evidence)));
        }

        return layers.Append(new Measurement(this, Subject.Model, Mean(layers)));
    }

    /// <summary>One value of one layer whose statistics are there.</summary>
    protected abstract Reading Read(LayerEvidence layer, EvidenceSet evidence);

    /// <summary>A layer that only the plan names has no statistics to measure.</summary>
    protected virtual Reading ReadOrMissing(LayerEvidence layer, EvidenceSet evidence) => layer.Statistics switch
    {
        null => Reading.Missing("the plan names this layer, the expert statistics do not have it"),
        { Tokens: 0 } => Reading.Missing("no tokens were profiled in this layer"),
        _ => Read(layer, evidence),
    };

    private Reading Mean(List<Measurement> layers)
    {
        if (layers.FirstOrDefault(m => m.Reading.Unavailable?.Kind == Absence.Missing) is { } missing)
            return Reading.Missing($"{missing.Subject}: {missing.Reading.Unavailable!.Reason}");

        double sum = 0, chance = 0;
        int count = 0, chances = 0;
        Measurement? worst = null;
        foreach (var layer in layers)
        {
            if (layer.Reading.Value is not { } value) continue;
            sum += value;
            count++;
            if (layer.Reading.Expected is { } expected)
            {
                chance += expected;
                chances++;
            }

            if (worst is null || IsWorse(value, worst.Reading.Value!.Value)) worst = layer;
        }

        if (count == 0) return layers.FirstOrDefault()?.Reading ?? Reading.Missing("there is no layer");
        return Reading.Of(sum / count) with
        {
            At = Better == Better.Neither ? null : worst!.Subject.Name,
            Expected = chances == count ? chance / count : null,
        };
    }
}
