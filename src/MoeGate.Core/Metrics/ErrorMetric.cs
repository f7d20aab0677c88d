using MoeGate.Blocks;
using MoeGate.Evidence;
using MoeGate.Reductions;
using MoeGate.Reductions.Pairing;

namespace MoeGate.Metrics;

/// <summary>What the error of a tensor, or of one expert's slice of it, is a formula over.</summary>
/// <param name="Observed">The tensor.</param>
/// <param name="Sums">Of the tensor or the slice: at least one pair of weights, all of them finite.</param>
/// <param name="Type">In which it is stored; null where its experts are stored in several.</param>
/// <param name="Slice">Which slice it is, where it is one expert's.</param>
public sealed record ComparedTensor(ObservedTensor Observed, PairSums Sums, WeightType? Type, int? Slice)
{
    public TensorPair Pair => Observed.Pair!;
}

/// <summary>A formula over the errors of a tensor of the candidate, or of one expert's slice, against what it came from.</summary>
/// <param name="text">What the metric is.</param>
/// <param name="reduce">The sums that it needs.</param>
/// <param name="formula">The value.</param>
public class ErrorMetric(MetricText text, ReducePair reduce, Func<ComparedTensor, Reading> formula) : Metric(text)
{
    public ReducePair Reduce => reduce | ReducePair.Errors;

    public override Scope Home => Scope.Tensor;

    public override IReadOnlyList<Scope> Scopes => IsOfWhole ? [Scope.Tensor] : [Scope.Tensor, Scope.Expert];

    /// <summary>Whether it has a meaning for whole tensors alone.</summary>
    public bool IsOfWhole { get; init; }

    /// <summary>Whether it has a meaning for stacked experts alone.</summary>
    public bool IsOfStacks { get; init; }

    /// <summary>The error that a type makes is no limit for a mix of types; where each expert is held against its own type, it is.</summary>
    public override bool IsOfOneType => !IsOfWhole;

    public override EvidenceKind Needs => EvidenceKind.Candidate | EvidenceKind.Reference | (reduce.HasFlag(ReducePair.Importance) ? EvidenceKind.Imatrix : EvidenceKind.None);

    public override IEnumerable<Measurement> Measure(Observation observed, CancellationToken cancellation)
    {
        foreach (var tensor in observed.Tensors)
        {
            cancellation.ThrowIfCancellationRequested();
            var wish = observed.Wants(this, tensor.Tensor);
            if (wish.HasFlag(Wish.Counted) && !wish.HasFlag(Wish.Whole)) yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), Reading.NotApplicable(NobodyAsks));
            if (wish.HasFlag(Wish.Whole)) yield return new Measurement(this, Subject.OfTensor(tensor.Tensor), Read(tensor, null));
            if (!IsWanted(wish) || IsOfWhole || !tensor.Tensor.IsStacked) continue;
            for (var s = 0; s < tensor.Tensor.Slices.Count; s++)
                yield return new Measurement(this, Subject.OfTensor(tensor.Tensor, tensor.Tensor.Slices[s].Expert), wish.HasFlag(Wish.Experts) ? Read(tensor, s) : Reading.NotApplicable(NobodyAsks));
        }
    }

    private Reading Read(ObservedTensor observed, int? slice)
    {
        var tensor = observed.Tensor;
        if (IsOfStacks && !tensor.IsStacked) return Reading.NotApplicable("a tensor without experts");
        if (Computed.Contains(tensor.Role)) return Reading.NotApplicable("computed by converters, and not of the reference");
        if (tensor.IsScale) return Reading.NotApplicable("the scales of other weights, which are compared with them");
        if (observed.Pair is not { } pair) return Reading.Missing(observed.Unmatched ?? "it has no match in the reference");
        if (pair.Undecodable is { } undecodable) return Reading.Missing(undecodable);
        if (tensor.Elements == 0) return Reading.NotApplicable("the tensor is empty");
        if (reduce.HasFlag(ReducePair.Importance) && !tensor.IsMatrix) return Reading.NotApplicable("no matrix of weights, so nothing enters it");
        if (reduce.HasFlag(ReducePair.Importance) && observed.WithoutImportance is { } why) return Reading.Missing(why);
        if (slice is { } s && pair.Origins[s] is null || pair.Origins.All(o => o is null)) return Reading.Missing("nothing in the reference is its parent");
        if ((slice is { } n ? n < observed.ExpertErrors.Count ? observed.ExpertErrors[n] : null : observed.Errors) is not { } sums) return Reading.Missing("it was not compared");
        if (sums.NonFinite > 0) return Reading.Missing($"{sums.NonFinite} weights are not finite on one side or the other");
        if (sums.Errors.Count == 0) return Reading.Missing("no weight was compared");

        var stored = slice is { } at ? tensor.Slices[at].Entry.Type : tensor.Mixed ? null : tensor.Type;
        var reading = formula(new ComparedTensor(observed, sums, stored, slice));
        var notes = new List<string>();
        if (reading.Note is { } own) notes.Add(own);
        if (slice is null && pair.Origins.Count(o => o is null) is > 0 and var orphans) notes.Add($"without {orphans} of {pair.Origins.Count} experts, whose parents are not known");
        var rows = slice is { } of ? tensor.Slices[of].Rows : pair.Candidate.Slices.Where((_, i) => pair.Origins[i] is not null).Sum(o => o.Rows);
        if (sums.Rows < rows) notes.Add($"over a sample of {sums.Rows} rows of {rows}");
        return notes.Count == 0 ? reading : reading with { Note = string.Join("; ", notes) };
    }

    /// <summary>Roles that converters compute from the configuration.</summary>
    private static IReadOnlyList<string> Computed { get; } = ["rope_freqs", "rope_factors_long", "rope_factors_short"];
}
