using MoeGate.Evidence;
using MoeGate.Reductions;

namespace MoeGate.Metrics;

/// <summary>
/// A formula over the error of a weight tensor and the power of what enters it. The error is that of the clamped 4-level proxy on
/// the tensor's own weights; a reference will take its place where there is one.
/// </summary>
/// <param name="text">What the metric is.</param>
/// <param name="reduce">The sums that it needs: columns or output.</param>
/// <param name="formula">The value, of the tensor's sums and those of its activation source.</param>
public sealed class MatmulMetric(MetricText text, Reduce reduce, Func<TensorSums, ActivationSums, Reading> formula) : Metric(text)
{
    /// <summary>What every reading says that its error is of.</summary>
    public const string OfProxy = "of the clamped 4-level proxy";

    public Reduce Reduce => reduce;

    public override Scope Home => Scope.Tensor;

    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Activations;

    public override bool CanMeasure(EvidenceKind kinds) =>
        kinds.HasFlag(EvidenceKind.Candidate) && (kinds.HasFlag(EvidenceKind.Activations) || reduce != Reduce.Output && kinds.HasFlag(EvidenceKind.Imatrix));

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        foreach (var tensor in observed.Tensors)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!observed.Wants(this, tensor.Tensor).HasFlag(Wish.Whole)) continue;
            if (tensor is { Input: null, Mismatch: null } || tensor.Input is { IsPower: true } && reduce.HasFlag(Reduce.Output)) continue;
            yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), Read(tensor));
        }
    }

    private Reading Read(ObservedTensor tensor)
    {
        var type = tensor.Tensor.Type;
        if (tensor.Mismatch is { } mismatch) return Reading.Missing(mismatch);
        if (tensor.Tensor.IsVector) return Reading.NotApplicable("a vector, which is never quantized");
        if (type.IsQuantized) return Reading.NotApplicable($"stored as {type}, and without a reference its error is not known");
        if (type.Decoder is null) return Reading.Missing($"stored as {type}, which this version cannot decode");
        if (tensor.Sums is not { } sums) return Reading.Missing("it was not read");

        // In a product one number that is not finite leaves none of its sums finite.
        if (sums.NonFinite > 0) return Reading.Missing($"{sums.NonFinite} weights are not finite");
        if (tensor.Input!.Sums.Values is { NonFinite: > 0 and var bad }) return Reading.Missing($"{bad} activations are not finite");
        return formula(sums, tensor.Input.Sums) with { ErrorOf = OfProxy };
    }
}
