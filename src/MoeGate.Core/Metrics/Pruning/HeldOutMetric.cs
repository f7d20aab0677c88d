using MoeGate.Evidence;

namespace MoeGate.Metrics.Pruning;

/// <summary>
/// A comparison of the calibration with each held-out domain. A layer's value is its least favourable domain's, which it names;
/// all domains are listed behind it.
/// </summary>
public abstract class HeldOutMetric(MetricText text) : LayerMetric(text)
{
    public override EvidenceKind Needs => EvidenceKind.Experts | EvidenceKind.HeldOut | EvidenceKind.Keep;

    protected sealed override Reading Read(LayerEvidence layer, EvidenceSet evidence)
    {
        if (layer.Kept is null && Needs.HasFlag(EvidenceKind.Keep)) return Reading.Missing("the plan has no entry for this layer");

        Reading? worst = null;
        var items = new List<Item>();
        foreach (var domain in layer.HeldOut)
        {
            if (domain.Layer is null) return Reading.Missing(domain.Why!);
            var reading = domain.Layer.Statistics!.Tokens == 0
                ? Reading.Missing($"no tokens were profiled in this layer of {domain.Domain}")
                : Compare(layer, layer.Kept ?? [], domain.Layer, evidence.Parameters);
            if (reading.Unavailable?.Kind == Absence.Missing) return reading;
            if (reading.Value is { } value)
            {
                items.Add(new Item(domain.Domain, value));
                if (worst?.Value is not { } least || IsWorse(value, least)) worst = reading with { At = domain.Domain };
            }
            else
            {
                worst ??= reading;
            }
        }

        return worst is null ? Reading.Missing("there is no held-out domain") : worst with { Items = items };
    }

    protected const string NoScores = "all held-out scores of this layer are 0, though tokens were routed";

    /// <summary>One layer's value against one domain.</summary>
    /// <param name="calibration">The layer in the calibration profile.</param>
    /// <param name="kept">The ids that stay, ascending; empty for a metric that needs no cut.</param>
    /// <param name="heldOut">The same layer in the held-out profile.</param>
    /// <param name="parameters">The numbers that some metrics take.</param>
    protected abstract Reading Compare(LayerEvidence calibration, int[] kept, LayerEvidence heldOut, Parameters parameters);
}
