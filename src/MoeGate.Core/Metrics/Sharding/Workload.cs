using MoeGate.Evidence;
using MoeGate.Metrics.Structure;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Sharding;

/// <summary>How many stored bytes are read of each unit, as far as headers tell. What is read several times counts once.</summary>
internal sealed class Workload(EvidenceSet evidence, IReadOnlyList<Metric> chosen, TensorWish wants)
{
    /// <summary>All units, those of which nothing is read with 0.</summary>
    public Dictionary<string, long> ByUnit()
    {
        var bytes = new Dictionary<string, long>(StringComparer.Ordinal);
        var compared = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tensor in evidence.AllWeights.Concat(evidence.Weights).Concat(evidence.ReferenceWeights)) bytes[Portion.UnitOf(tensor)] = 0;
        foreach (var tensor in evidence.Weights)
        {
            var unit = Portion.UnitOf(tensor);
            if (chosen.Any(m => IsWanted(m, tensor) && ReadsCandidate(m, tensor))) bytes[unit] += tensor.Bytes;
            if (chosen.Any(m => IsWanted(m, tensor) && ReadsReference(m))) compared.Add(unit);
        }

        foreach (var tensor in evidence.ReferenceWeights)
            if (Portion.UnitOf(tensor) is var unit && compared.Contains(unit))
                bytes[unit] += tensor.Bytes;
        foreach (var file in evidence.Activations?.Files ?? [])
            if (Portion.UnitOf(file.Layer) is var unit)
                bytes[unit] = bytes.GetValueOrDefault(unit) + (Observing.IsAskedFor(file, evidence, chosen, wants) ? file.Entry.Bytes : 0);
        return bytes;
    }

    private bool IsWanted(Metric metric, WeightTensor tensor) => (wants(metric, tensor) & (Wish.Whole | Wish.Experts)) != Wish.No;

    private static bool ReadsCandidate(Metric metric, WeightTensor tensor) => metric switch
    {
        StructureMetric structure => (structure.NeedsOfWhole(tensor) | structure.NeedsOfExperts(tensor)) != Reduce.None,
        TensorMetric weights => weights.AppliesTo(tensor),
        MatmulMetric => tensor.IsMatrix,
        ErrorMetric => true,
        _ => false,
    };

    private static bool ReadsReference(Metric metric) => metric is ErrorMetric or MatmulMetric or TensorMetric { IsOfReference: true };
}
