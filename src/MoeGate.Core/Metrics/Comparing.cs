using MoeGate.Evidence;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Pairing;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Metrics;

/// <summary>What the chosen metrics need of tensors beside their origins in the reference.</summary>
internal sealed class Comparing(ImportanceMatrix? matrix, IReadOnlyList<Metric> chosen, TensorWish wants)
{
    /// <summary>Adds what has to be read of a pair. Percentiles of a slice need a reading of their own.</summary>
    /// <returns>Which requests give the whole tensor's sums, and those of the slices where they are not with it.</returns>
    public (int? Whole, IReadOnlyList<int?>? Slices) Request(List<PairRequest> requests, TensorPair pair, ObservedActivation? input, ActivationFile? file)
    {
        var (whole, experts) = Needs(pair, input);
        if ((whole | experts) == ReducePair.None || pair.Candidate.Elements == 0 || pair.Undecodable is not null || pair.Origins.All(o => o is null)) return default;
        var apart = experts.HasFlag(ReducePair.Order);
        var power = Power(pair);
        int? place = null;
        if (!apart || whole != ReducePair.None)
        {
            place = requests.Count;
            requests.Add(new PairRequest(pair, whole, apart ? ReducePair.None : experts) { Power = power, Input = file });
        }

        if (!apart) return (place, null);
        var slices = new List<int?>();
        for (var s = 0; s < pair.Candidate.Slices.Count; s++)
        {
            var number = s;
            slices.Add(pair.Origins[s] is null ? null : requests.Count);
            if (pair.Origins[s] is { } origin)
                requests.Add(new PairRequest(pair with { Candidate = pair.Candidate with { Slices = [pair.Candidate.Slices[s]] }, Origins = [origin] }, experts, experts) { Power = _ => power(number) });
        }

        return (place, slices);
    }

    /// <summary>Why no importance is known of a tensor that it might be known of; null where it is known.</summary>
    public string? WithoutImportance(TensorPair pair)
    {
        if (matrix is null || !pair.Candidate.IsMatrix) return null;
        if (Entries(pair.Candidate).Count == 0) return "the importance matrix has nothing of it";
        return Enumerable.Range(0, pair.Candidate.Slices.Count).Any(s => Find(pair, s) is not null) ? null
            : $"mismatch: the importance matrix has {Entries(pair.Candidate)[0].Values} values of it, the tensor {pair.Candidate.Columns} columns";
    }

    private (ReducePair Whole, ReducePair Experts) Needs(TensorPair pair, ObservedActivation? input)
    {
        ReducePair whole = ReducePair.None, experts = ReducePair.None;
        var tensor = pair.Candidate;
        foreach (var metric in chosen)
        {
            var needs = metric switch
            {
                ErrorMetric errors => errors.Reduce,
                MatmulMetric product when input is not null && tensor is { IsMatrix: true, IsOfUnknownOrientation: false } =>
                    product.Reduce == Reduce.Output ? input.IsPower ? ReducePair.None : ReducePair.Output | ReducePair.Errors : ReducePair.Columns | ReducePair.Errors,
                _ => ReducePair.None,
            };
            if (needs == ReducePair.None) continue;
            var wish = wants(metric, tensor);
            if (wish.HasFlag(Wish.Whole)) whole |= needs;
            if (wish.HasFlag(Wish.Experts) && tensor.IsStacked && metric is ErrorMetric) experts |= needs;
        }

        return (whole, experts);
    }

    /// <summary>The mean square of what enters each column of a slice; null where it was not calibrated.</summary>
    private Func<int, double[]?> Power(TensorPair pair) => slice => Find(pair, slice) is var (entry, expert) ? entry.Power(expert, pair.Candidate.Columns) : null;

    /// <summary>What the matrix has of a slice. It may have been made of the candidate or of the reference, whose experts have other numbers where some were pruned.</summary>
    private (ImportanceEntry Entry, int Expert)? Find(TensorPair pair, int slice)
    {
        var tensor = pair.Candidate;
        if (matrix is null || !tensor.IsMatrix) return null;
        if (!tensor.IsStacked) return matrix.Find(tensor.Subject) is { } whole && whole.Values == tensor.Columns ? (whole, 0) : null;
        var (own, parent) = (tensor.Slices[slice].Expert!.Value, pair.Parents[slice]);
        if (matrix.Find(tensor.Subject) is { } stack)
        {
            if (stack.Columns is { } columns && columns != tensor.Columns || stack.Values % tensor.Columns != 0) return null;
            var experts = stack.Values / tensor.Columns;
            var expert = experts == tensor.Slices.Count ? slice : experts == pair.Sources[0].Slices.Count ? parent : null;
            return expert is { } number ? (stack, number) : null;
        }

        return matrix.Find(tensor.Subject, own) is { } single && single.Values == tensor.Columns ? (single, 0) : null;
    }

    private List<ImportanceEntry> Entries(WeightTensor tensor) =>
        matrix!.Find(tensor.Subject) is { } whole ? [whole] : [.. tensor.Slices.Select(s => s.Expert is { } e ? matrix.Find(tensor.Subject, e) : null).OfType<ImportanceEntry>()];
}
