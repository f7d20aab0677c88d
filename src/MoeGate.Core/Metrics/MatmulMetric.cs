using MoeGate.Evidence;
using MoeGate.Reductions;

namespace MoeGate.Metrics;

/// <summary>
/// A formula over the error of a weight tensor and the power of what enters it. The error is that of the candidate against the
/// reference; where there is none, that of the clamped 4-level proxy on the tensor's own weights.
/// </summary>
/// <param name="text">What the metric is.</param>
/// <param name="reduce">The sums that it needs: columns or output.</param>
/// <param name="formula">The value, of the tensor's sums and those of its activation source.</param>
public sealed class MatmulMetric(MetricText text, Reduce reduce, Func<TensorSums, ActivationSums, Reading> formula) : Metric(text)
{
    /// <summary>What every reading says that its error is of.</summary>
    public const string OfProxy = "of the clamped 4-level proxy";

    /// <summary>The same where there is a reference.</summary>
    public const string OfReference = "of the candidate against the reference";

    public Reduce Reduce => reduce;

    public override Scope Home => Scope.Tensor;

    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Activations;

    public override string NeedsListed => reduce == Reduce.Output ? base.NeedsListed : $"{base.NeedsListed} or {EvidenceKind.Imatrix.Name()}";

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

    private Reading Read(ObservedTensor observed)
    {
        var tensor = observed.Tensor;
        if (!tensor.IsMatrix) return Reading.NotApplicable("not a matrix of weights");
        if (tensor.IsOfUnknownOrientation) return Reading.NotApplicable("the file does not say whether its rows are outputs or inputs");
        if (observed is { Pair: null, Unmatched: { } unmatched }) return Reading.Missing(unmatched);
        if (observed.Pair is null && tensor.IsQuantized) return Reading.NotApplicable($"stored as {tensor.Type}, and without a reference its error is not known");
        if (observed.Mismatch is { } mismatch) return Reading.Missing(mismatch);
        if (tensor.Undecodable is { } why) return Reading.Missing(why);
        if (observed.Sums is not { } sums) return Reading.Missing("it was not read");
        if (sums.Weights.Count == 0) return Reading.Missing("no weight is finite");

        // What a number that is not finite does to the output, the errors of the others do not tell.
        if (sums.NonFinite > 0) return Reading.Missing($"{sums.NonFinite} weights are not finite");
        if (observed.Input!.Sums.Values is { NonFinite: > 0 and var bad }) return Reading.Missing($"{bad} activations are not finite");
        if (observed.Pair is { } pair)
        {
            if (pair.Undecodable is { } either) return Reading.Missing(either);
            if (observed.Errors is not { } errors) return Reading.Missing("it was not compared");
            if (errors.Rows == 0) return Reading.Missing("nothing in the reference is its parent");
            if (errors.NonFinite > 0) return Reading.Missing($"{errors.NonFinite} weights are not finite on one side or the other");
            sums = sums with { ByColumn = sums.ByColumn is { } columns && errors.ByColumn is { } squares ? columns with { SquaredError = Spread(squares, sums.Rows, errors.Rows) } : null, Output = errors.Output };
        }

        var reading = formula(sums, observed.Input.Sums) with { ErrorOf = observed.Pair is null ? OfProxy : OfReference };
        var orphans = observed.Pair?.Origins.Count(o => o is null) ?? 0;
        var notes = new List<string>();
        if (reading.Note is { } own) notes.Add(own);
        if (orphans > 0) notes.Add($"without {orphans} of {tensor.Slices.Count} experts, whose parents are not known");
        if (sums.Rows < tensor.Rows) notes.Add($"over a sample of {sums.Rows} rows of {tensor.Rows}");
        return notes.Count == 0 ? reading : reading with { Note = string.Join("; ", notes) };
    }

    /// <summary>Squared errors of rows that have a parent, as if they were those of all rows: what is wanted is their mean.</summary>
    private static double[] Spread(double[] squares, long rows, long compared) =>
        rows == compared ? squares : Array.ConvertAll(squares, s => s * (rows / (double)compared));
}
