using MoeGate.Evidence;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics;

/// <summary>What kind of tensor a metric of weights has a meaning for.</summary>
public enum Applies
{
    /// <summary>Every tensor.</summary>
    Everywhere,

    /// <summary>Matrices: vectors (norms, biases) have one row and are never quantized.</summary>
    Matrices,

    /// <summary>Matrices in a type that is not quantized: how hard weights are to quantize shows before that.</summary>
    Unquantized,
}

/// <summary>A formula over the sums of one tensor, or of one expert's slice of a stacked tensor.</summary>
/// <param name="text">What the metric is.</param>
/// <param name="reduce">The sums that it needs.</param>
/// <param name="applies">What it has a meaning for.</param>
/// <param name="formula">The value. The sums that it needs are there, with at least one finite weight.</param>
public sealed class TensorMetric(MetricText text, Reduce reduce, Applies applies, Func<TensorSums, Reading> formula) : Metric(text)
{
    public Reduce Reduce => reduce;

    public override Scope Home => Scope.Tensor;

    public override IReadOnlyList<Scope> Scopes => [Scope.Tensor, Scope.Expert];

    public override EvidenceKind Needs => EvidenceKind.Candidate;

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        foreach (var tensor in observed.Tensors)
        {
            cancellation.ThrowIfCancellationRequested();
            var wish = observed.Wants(this, tensor.Tensor);
            if (wish.HasFlag(Wish.Whole)) yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), Read(tensor, tensor.Sums));
            if (!wish.HasFlag(Wish.Experts)) continue;
            for (var e = 0; e < tensor.Experts.Count; e++)
                yield return new Measurement(this, Subject.OfTensor(tensor.Tensor, tensor.Tensor.Slices[e].Expert), Read(tensor, tensor.Experts[e]));
        }
    }

    /// <summary>Whether the tensor has to be read for it.</summary>
    internal bool AppliesTo(WeightTensor tensor) =>
        (applies == Applies.Everywhere || !tensor.IsVector) && (applies != Applies.Unquantized || !tensor.Type.IsQuantized);

    private Reading Read(ObservedTensor tensor, TensorSums? sums)
    {
        var type = tensor.Tensor.Type;
        if (applies != Applies.Everywhere && tensor.Tensor.IsVector) return Reading.NotApplicable("a vector, which is never quantized");
        if (applies == Applies.Unquantized && type.IsQuantized) return Reading.NotApplicable($"stored as {type}, and without a reference nothing tells how hard it was to quantize");
        if (type.Decoder is null) return Reading.Missing($"stored as {type}, which this version cannot decode");
        if (tensor.Tensor.Elements == 0) return Reading.NotApplicable("the tensor is empty");
        if (sums is null) return Reading.Missing("it was not read");
        if (sums.Weights.Count == 0 && reduce != Reduce.None && Id != "weight.nonfinite") return Reading.Missing("no weight is finite");
        var reading = formula(sums);
        return sums.NonFinite == 0 || Id == "weight.nonfinite" ? reading : reading with { Note = $"over the finite weights; {sums.NonFinite} are not finite" };
    }
}
