using MoeGate.Metrics;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Reports.Compare;

/// <summary>The smallest thing that is compared: one expert of a stacked tensor, or a tensor that is not stacked.</summary>
/// <param name="Tensor">The tensor that it is part of.</param>
/// <param name="Number">Its place among the tensor's slices.</param>
/// <param name="Read">What reading it beside its origin gave: at least one pair of weights, all of them finite.</param>
internal sealed record ComparedSlice(ObservedTensor Tensor, int Number, PairSums Read)
{
    /// <summary>Where it is stored, in the shape in which it was compared: a vector that was reordered is rows of one.</summary>
    public WeightSlice Stored => Tensor.Pair!.Candidate.Slices[Number];

    /// <summary>The expert of the reference that it came from.</summary>
    public int? Parent => Number < Tensor.Pair!.Parents.Count ? Tensor.Pair.Parents[Number] : null;

    public bool IsOfExactTensor => Tensor.Errors is { Errors.IsExact: true };

    /// <summary>The slices of a tensor that could be compared.</summary>
    public static IEnumerable<ComparedSlice> Of(ObservedTensor tensor)
    {
        for (var s = 0; s < tensor.ExpertErrors.Count; s++)
            if (tensor.ExpertErrors[s] is { NonFinite: 0, Errors.Count: > 0 } read)
                yield return new ComparedSlice(tensor, s, read);
    }
}
