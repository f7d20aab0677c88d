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
            if (wish.HasFlag(Wish.Counted) && !wish.HasFlag(Wish.Whole)) yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), Reading.NotApplicable(NobodyAsks));
            var read = IsOfReference ? tensor.Before ?? tensor : tensor;
            if (wish.HasFlag(Wish.Whole)) yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), Read(tensor, read, read.Sums, read.Tensor.Rows));
            if (!IsWanted(wish)) continue;
            for (var s = 0; read.Tensor.IsStacked && s < read.Tensor.Slices.Count; s++)
                yield return new Measurement(this, Subject.OfTensor(tensor.Tensor, read.Tensor.Slices[s].Expert), wish.HasFlag(Wish.Experts) ? Read(tensor, read, s < read.Experts.Count ? read.Experts[s] : null, read.Tensor.Slices[s].Rows) : Reading.NotApplicable(NobodyAsks));
        }
    }

    /// <summary>Whether it is measured on the reference, where there is one: how hard weights are to quantize shows before that.</summary>
    internal bool IsOfReference => applies == Applies.Unquantized;

    /// <summary>Whether the tensor has to be read for it.</summary>
    internal bool AppliesTo(WeightTensor tensor) =>
        (applies == Applies.Everywhere || tensor is { IsMatrix: true, IsOfUnknownOrientation: false }) && (applies != Applies.Unquantized || !tensor.IsQuantized);

    private Reading Read(ObservedTensor candidate, ObservedTensor read, TensorSums? sums, long rows)
    {
        var tensor = read.Tensor;
        if (applies != Applies.Everywhere && tensor.IsVector) return Reading.NotApplicable("a vector, which is never quantized");
        if (applies != Applies.Everywhere && !tensor.IsMatrix) return Reading.NotApplicable("not a matrix of weights, but of what belongs to one");
        if (applies != Applies.Everywhere && tensor.IsOfUnknownOrientation) return Reading.NotApplicable("the file does not say whether its rows are outputs or inputs");
        if (applies == Applies.Unquantized && tensor.IsQuantized) return Reading.NotApplicable(WhyQuantized(candidate, read));
        if (tensor.Undecodable is { } why) return Reading.Missing(why);
        if (tensor.Elements == 0) return Reading.NotApplicable("the tensor is empty");
        if (sums is null) return Reading.Missing("it was not read");
        var counts = Id == "weight.nonfinite";
        if (sums.Weights.Count == 0 && !counts) return Reading.Missing("no weight is finite");

        var notes = new List<string>();
        if (!ReferenceEquals(candidate, read)) notes.Add(IsPruned(candidate) ? "of the reference, of the experts that were kept" : "of the reference");
        if (sums.Rows < rows) notes.Add($"over a sample of {sums.Rows} rows of {rows}");
        if (sums.Rows < rows && counts && sums.NonFinite == 0) return Reading.Missing($"none in a sample of {sums.Rows} rows of {rows}, which says nothing of the others");
        if (sums.NonFinite > 0 && !counts) notes.Add($"over the finite weights; {sums.NonFinite} are not finite");
        var reading = formula(sums);
        return notes.Count == 0 ? reading : reading with { Note = string.Join("; ", notes) };
    }

    private static bool IsPruned(ObservedTensor candidate) => candidate.Pair is { Parents.Count: > 0 } pair && pair.Parents.Count < pair.Sources[0].Slices.Count;

    private static string WhyQuantized(ObservedTensor candidate, ObservedTensor read) =>
        !ReferenceEquals(candidate, read) ? $"stored as {read.Tensor.Type} in the reference too, so nothing tells how hard it was to quantize"
        : candidate.Pair is not null ? $"stored as {read.Tensor.Type}, and what it came from is no tensor by itself"
        : candidate.Unmatched is { } why ? $"stored as {read.Tensor.Type}, and of the reference nothing is known: {why}"
        : $"stored as {read.Tensor.Type}, and without a reference nothing tells how hard it was to quantize";
}
