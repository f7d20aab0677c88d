using MoeGate.Evidence;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Metrics.Structure;

/// <summary>Offences of a MoE layer against the reference's, whose experts were found by content.</summary>
public abstract class KinshipMetric(MetricText text) : LayerStructureMetric(text)
{
    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Reference;

    private protected sealed override IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed)
    {
        foreach (var kin in observed.Pairs?.Layers ?? [])
            if (Wants(observed, kin.Layer) && Read(kin, observed) is { } reading)
                yield return (kin.Layer, reading);
    }

    /// <summary>The layer's reading; null where the metric has no meaning for it.</summary>
    private protected abstract Reading? Read(LayerKinship kin, Observation observed);

    /// <summary>One offence for each stray.</summary>
    private protected static Reading Read(IReadOnlyList<Stray> strays, string expected, string? unknown = null) =>
        Offence.Read([.. strays.Select(s => new Offence(s.Subject, s.Found ?? -1, Says(s, expected)))], unknown);

    private static string Says(Stray stray, string expected) =>
        $"{stray.Subject} is {(stray.Found is { } found ? $"that of the reference's expert {found}" : "that of no expert of the reference")}{(stray.Expected is { } right ? $", {expected} {right}" : "")}";
}
