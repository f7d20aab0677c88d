using MoeGate.Evidence;
using MoeGate.Metrics.Sharding;

namespace MoeGate.Metrics;

/// <summary>Everything that was measured, sorted by subject, then metric; what rules are held against.</summary>
public sealed class MetricSet
{
    private readonly ILookup<string, Measurement> byMetric;

    /// <summary>Made when it is asked for: a verdict never does.</summary>
    private Dictionary<(string Metric, string Subject), Reading>? bySubject;

    public MetricSet(IEnumerable<Measurement> measurements, IReadOnlyList<EvidenceIdentity> evidence, EvidenceKind kinds)
    {
        All = [.. measurements.OrderBy(m => m.Subject).ThenBy(m => m.Metric.Id, StringComparer.Ordinal)];
        byMetric = All.ToLookup(m => m.Metric.Id);
        Evidence = evidence;
        Kinds = kinds;
    }

    public IReadOnlyList<Measurement> All { get; }

    public IReadOnlyList<EvidenceIdentity> Evidence { get; }

    /// <summary>The kinds of evidence that were there.</summary>
    public EvidenceKind Kinds { get; }

    /// <summary>Layers of the model where it is known, for selections by share.</summary>
    public int? ModelLayers { get; init; }

    /// <summary>Which shard of a plan measured it; null where it was measured in one piece, or put together.</summary>
    public Shard? Shard { get; init; }

    /// <summary>These measurements, of this evidence, for the same model.</summary>
    public MetricSet With(IEnumerable<Measurement> measurements, IReadOnlyList<EvidenceIdentity> evidence) =>
        new(measurements, evidence, Kinds) { ModelLayers = ModelLayers };

    public IEnumerable<Measurement> Of(Metric metric) => metric.IsPattern ? All.Where(m => metric.Covers(m.Metric)) : byMetric[metric.Id];

    /// <summary>The reading of this metric for this subject, or null.</summary>
    public Reading? this[string metric, Subject subject]
    {
        get
        {
            bySubject ??= All.GroupBy(m => (m.Metric.Id, m.Subject.Name)).ToDictionary(g => g.Key, g => g.First().Reading);
            return bySubject.GetValueOrDefault((metric, subject.Name));
        }
    }
}
