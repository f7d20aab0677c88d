using MoeGate.Evidence;
using MoeGate.Reductions;

namespace MoeGate.Metrics;

/// <summary>A formula over the sums of one activation source.</summary>
/// <param name="text">What the metric is.</param>
/// <param name="needsValues">Whether it needs the activations themselves; an importance matrix knows only their power.</param>
/// <param name="formula">The value; <see cref="ActivationSums.Values"/> is there where it is needed.</param>
public sealed class ActivationMetric(MetricText text, bool needsValues, Func<ActivationSums, Reading> formula) : Metric(text)
{
    public override Scope Home => Scope.Activation;

    public override EvidenceKind Needs => EvidenceKind.Activations;

    public override string NeedsListed => needsValues ? base.NeedsListed : $"{EvidenceKind.Activations.Name()} or {EvidenceKind.Imatrix.Name()}";

    public override bool CanMeasure(EvidenceKind kinds) =>
        kinds.HasFlag(EvidenceKind.Activations) || !needsValues && kinds.HasFlag(EvidenceKind.Imatrix);

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        foreach (var source in observed.Activations)
        {
            if (source.IsPower && needsValues) continue;
            cancellation.ThrowIfCancellationRequested();
            var reading = source.Sums.Dimensions == 0 || source.Sums.Tokens == 0 ? Reading.NotApplicable("no tokens") : formula(source.Sums);
            var notes = new List<string>();
            if (source.Sums.Values is { NonFinite: > 0 } values && Id != "activation.nonfinite") notes.Add($"over the finite activations; {values.NonFinite} are not finite");
            if (source.Sums.Values is not null && source.Sums.Tokens < ActivationSums.EnoughTokens && Id != "activation.tokens") notes.Add($"low evidence: {source.Sums.Tokens} tokens");
            yield return new Measurement(this, source.Subject, notes.Count == 0 ? reading : reading with { Note = string.Join("; ", notes) });
        }
    }
}
