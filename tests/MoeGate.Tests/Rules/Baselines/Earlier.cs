using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Rules;
using MoeGate.Rules.Baselines;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules.Baselines;

/// <summary>Judges against figures of before.</summary>
internal static class Earlier
{
    public static Baseline Of(MetricSet metrics) => Baseline.Of(metrics, "0.0.9", "baseline.json", []);

    public static Circumstances In(MetricSet metrics) => new() { Baseline = Of(metrics) };

    /// <summary>The finding of one assertion, of what the layers were and are.</summary>
    public static Finding Judged(string metric, string assertion, Reading[] then, Reading[] now, string more = "") =>
        RuleText.Judged($$"""{"id": "T1", "metric": "{{metric}}", "assert": "{{assertion}}"{{more}}}""", Figures.OfLayers(metric, now), In(Figures.OfLayers(metric, then)));

    /// <summary>The same figures, of this evidence beside them.</summary>
    public static MetricSet With(this MetricSet metrics, params EvidenceIdentity[] evidence) =>
        new(metrics.All, evidence, metrics.Kinds | evidence.Where(e => EvidenceKinds.Names.Contains(e.Role)).Aggregate(EvidenceKind.None, (all, e) => all | EvidenceKinds.Parse(e.Role)));
}
