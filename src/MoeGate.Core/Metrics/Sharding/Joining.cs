using MoeGate.Evidence;
using MoeGate.Formats;

namespace MoeGate.Metrics.Sharding;

/// <summary>Puts together what the shards of one plan measured, as if it had been measured in one piece.</summary>
public static class Joining
{
    /// <param name="parts">Of all shards, in their order.</param>
    /// <exception cref="InputException">Two shards measured the same.</exception>
    public static MetricSet Join(IReadOnlyList<MetricSet> parts)
    {
        var layers = new MetricSet(parts.SelectMany(p => p.All).Where(m => m.Subject.Scope == Scope.Layer), [], parts[0].Kinds);
        var joined = parts.SelectMany(p => p.All)
            .GroupBy(m => (m.Metric.Id, m.Subject.Name))
            .Select(same => Join([.. same], layers));
        return new MetricSet(joined, Evidence(parts), parts[0].Kinds) { ModelLayers = parts[0].ModelLayers };
    }

    /// <summary>That of any part, and the devices of all.</summary>
    private static IReadOnlyList<EvidenceIdentity> Evidence(IReadOnlyList<MetricSet> parts) =>
    [
        .. parts[0].Evidence.Where(e => e.Role != EvidenceIdentity.Device),
        .. parts.SelectMany(p => p.Evidence).Where(e => e.Role == EvidenceIdentity.Device).Distinct().OrderBy(e => e.Value, StringComparer.Ordinal),
    ];

    private static Measurement Join(IReadOnlyList<Measurement> same, MetricSet layers)
    {
        var (metric, subject, _) = same[0];
        if (subject == Subject.Model && metric.Joined([.. same.Select(m => m.Reading)], [.. layers.Of(metric)]) is { } reading) return same[0] with { Reading = reading };
        return same is [var single] ? single
            : throw new InputException(InputKind.Evidence, Place.None, $"two shards have measured {metric.Id} of {subject}", "give the parts as moegate wrote them");
    }
}
