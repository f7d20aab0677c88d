using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Tests.Support;

/// <summary>Sets of measurements made by hand, to be judged.</summary>
internal static class Figures
{
    /// <summary>One reading for each layer, from layer 0.</summary>
    public static MetricSet OfLayers(string metric, params Reading[] readings) =>
        Of(metric, [.. readings.Select((r, layer) => (Subject.OfLayer(layer), r))]);

    public static MetricSet Of(string metric, params (Subject Subject, Reading Reading)[] readings) =>
        new(readings.Select(r => new Measurement(Catalog.Find(metric)!, r.Subject, r.Reading)), [], EvidenceKind.Experts | EvidenceKind.Keep);
}
