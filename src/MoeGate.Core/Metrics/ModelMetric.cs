using MoeGate.Evidence;

namespace MoeGate.Metrics;

/// <summary>A metric of the whole model: one value, unless a metric splits it by quantization mix.</summary>
public abstract class ModelMetric(MetricText text) : Metric(text)
{
    public override Scope Home => Scope.Model;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation) =>
        [new Measurement(this, Subject.Model, Read(observed.Evidence))];

    protected abstract Reading Read(EvidenceSet evidence);
}
