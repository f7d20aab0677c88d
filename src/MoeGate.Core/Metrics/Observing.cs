using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Scanning;

namespace MoeGate.Metrics;

/// <summary>
/// Reads what the chosen metrics need of weights and activations, and no more: a tensor is read for the metrics that want it, once for
/// all of them, and not at all where none does.
/// </summary>
public static class Observing
{
    /// <param name="evidence">What was opened.</param>
    /// <param name="metrics">What is to be measured.</param>
    /// <param name="wants">Which tensors a metric is wanted of, and whether also of the slices of stacked ones.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="InputException">Something could not be read.</exception>
    public static Observation Observe(EvidenceSet evidence, IEnumerable<Metric> metrics, TensorWish wants, ScanOptions options, CancellationToken cancellation)
    {
        var chosen = metrics.Where(m => m.CanMeasure(evidence.Kinds)).ToList();
        var activations = Activations(evidence, chosen, cancellation);
        var inputs = evidence.Weights.Select(t => InputOf(t, evidence, activations, chosen, wants)).ToList();

        var requests = new List<ScanRequest>();
        var requested = new int[evidence.Weights.Count];
        for (var i = 0; i < requested.Length; i++)
        {
            var tensor = evidence.Weights[i];
            var (whole, experts) = Needs(tensor, inputs[i].Input, chosen, wants);
            requested[i] = -1;
            if ((whole | experts) == Reduce.None || tensor.Elements == 0 || tensor.Slices.Any(s => s.Entry.Type.Decoder is null)) continue;
            requested[i] = requests.Count;
            requests.Add(new ScanRequest(tensor, whole, experts) { Input = inputs[i].File });
        }

        var results = TensorScan.Run(requests, options, cancellation);
        return new Observation(evidence)
        {
            Wants = wants,
            Activations = [.. activations.Values, .. inputs.Select(i => i.Input).OfType<ObservedActivation>().Where(i => i.IsPower)],
            Tensors =
            [
                .. evidence.Weights.Select((tensor, i) => new ObservedTensor(
                    tensor,
                    requested[i] < 0 ? null : results[requested[i]].Whole,
                    requested[i] < 0 ? [] : results[requested[i]].Experts)
                {
                    Input = inputs[i].Input,
                    Mismatch = inputs[i].Mismatch,
                }),
            ],
        };
    }

    /// <summary>Every source of activations, if any metric asks for one.</summary>
    private static Dictionary<string, ObservedActivation> Activations(EvidenceSet evidence, List<Metric> chosen, CancellationToken cancellation)
    {
        var observed = new Dictionary<string, ObservedActivation>(StringComparer.Ordinal);
        if (evidence.Activations is null || !chosen.Exists(m => m is ActivationMetric or MatmulMetric)) return observed;
        foreach (var file in evidence.Activations.Files)
            observed[file.Subject] = new ObservedActivation(Subject.Parse(file.Subject), file.Entry.File.Shown, ActivationReduction.Read(file, cancellation), IsPower: false);
        return observed;
    }

    /// <summary>What enters a tensor: its layer's activations, else the power that an importance matrix has of it.</summary>
    private static (ObservedActivation? Input, ActivationFile? File, string? Mismatch) InputOf(
        WeightTensor tensor, EvidenceSet evidence, Dictionary<string, ObservedActivation> activations, List<Metric> chosen, TensorWish wants)
    {
        if (tensor.IsVector || !chosen.Exists(m => m is MatmulMetric && wants(m, tensor) != Wish.No || m is ActivationMetric)) return default;
        if (tensor.Layer is { } layer && ActivationSources.Of(tensor.Role) is { } source && activations.GetValueOrDefault($"blk.{layer}.{source}") is { } input)
        {
            var file = evidence.Activations!.Files.First(f => f.Subject == input.Subject.Name);
            return input.Sums.Dimensions == tensor.Columns
                ? (input, file, null)
                : (null, null, $"mismatch: {input.Subject} has {input.Sums.Dimensions} dimensions, the tensor {tensor.Columns} columns");
        }

        if (evidence.Imatrix?.Find(tensor.Subject) is not { } entry) return default;
        if (tensor.Columns <= 0 || entry.Values % tensor.Columns != 0 || entry.Columns is { } own && own != tensor.Columns)
            return (null, null, $"mismatch: the importance matrix has {entry.Values} values of {tensor.Subject}, the tensor {tensor.Columns} columns");
        return (Power(tensor, entry, evidence.Imatrix.Shown), null, null);
    }

    /// <summary>The mean square of what entered the tensor, of all its calibrated experts together.</summary>
    private static ObservedActivation? Power(WeightTensor tensor, ImportanceEntry entry, string shown)
    {
        var power = new double[tensor.Columns];
        double tokens = 0;
        for (var expert = 0; expert < entry.Experts(tensor.Columns); expert++)
        {
            if (entry.Power(expert, tensor.Columns) is not { } mean) continue;
            var count = entry.Counts?[expert] ?? 1;
            tokens += count;
            for (var j = 0; j < power.Length; j++) power[j] += mean[j] * count;
        }

        if (tokens == 0) return null;
        for (var j = 0; j < power.Length; j++) power[j] /= tokens;
        return new ObservedActivation(
            Subject.Parse(tensor.Subject + "_input"),
            shown,
            new ActivationSums { Tokens = (long)tokens, Dimensions = power.Length, MeanSquare = power },
            IsPower: true);
    }

    private static (Reduce Whole, Reduce Experts) Needs(WeightTensor tensor, ObservedActivation? input, List<Metric> chosen, TensorWish wants)
    {
        Reduce whole = Reduce.None, experts = Reduce.None;
        foreach (var metric in chosen)
        {
            var needs = metric switch
            {
                TensorMetric weights when weights.AppliesTo(tensor) => weights.Reduce | Reduce.Moments,
                MatmulMetric product when input is not null && !tensor.Type.IsQuantized => product.Reduce | Reduce.Moments,
                _ => Reduce.None,
            };
            if (input is null or { IsPower: true }) needs &= ~Reduce.Output;
            if (needs == Reduce.None) continue;
            var wish = wants(metric, tensor);
            if (wish.HasFlag(Wish.Whole)) whole |= needs;
            if (wish.HasFlag(Wish.Experts) && tensor.IsStacked && metric is TensorMetric) experts |= needs;
        }

        return (whole, experts);
    }
}

/// <summary>What a metric is wanted of, of one tensor.</summary>
[Flags]
public enum Wish
{
    No = 0,

    /// <summary>Of all of it.</summary>
    Whole = 1 << 0,

    /// <summary>Of each expert's slice.</summary>
    Experts = 1 << 1,
}

/// <summary>Says which tensors a metric is wanted of.</summary>
public delegate Wish TensorWish(Metric metric, WeightTensor tensor);
