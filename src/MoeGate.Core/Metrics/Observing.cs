using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics.Sharding;
using MoeGate.Metrics.Structure;
using MoeGate.Models;
using MoeGate.Reductions;
using MoeGate.Reductions.Devices;
using MoeGate.Reductions.Pairing;
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
    public static Observation Observe(EvidenceSet evidence, IEnumerable<Metric> metrics, TensorWish wants, ScanOptions options, CancellationToken cancellation) =>
        Observe(evidence, metrics, wants, Portion.Whole, options, cancellation);

    /// <param name="evidence">What was opened.</param>
    /// <param name="metrics">What is to be measured.</param>
    /// <param name="wants">Which tensors a metric is wanted of, and whether also of the slices of stacked ones.</param>
    /// <param name="portion">Which tensors and activations are read.</param>
    /// <param name="options">How to read.</param>
    /// <param name="cancellation">Asked during the work.</param>
    /// <exception cref="InputException">Something could not be read.</exception>
    public static Observation Observe(EvidenceSet evidence, IEnumerable<Metric> metrics, TensorWish wants, Portion portion, ScanOptions options, CancellationToken cancellation)
    {
        if (evidence is { Weights.Count: 0, Activations: null }) return new Observation(evidence) { Wants = wants, Portion = portion };
        var chosen = metrics.Where(m => m.CanMeasure(evidence.Kinds)).ToList();
        var activations = Activations(evidence, chosen, wants, portion, options, cancellation);
        var tensors = evidence.Weights.Where(portion.Holds).ToList();
        var origins = evidence.Reference is null ? null
            : ModelPairing.Of([.. (evidence.IsSelected ? evidence.AllWeights : evidence.Weights).Where(portion.Holds)], [.. evidence.ReferenceWeights.Where(portion.Holds)], evidence.Candidate?.Metadata, evidence.Reference.Metadata, cancellation);

        var requests = new List<ScanRequest>();
        var pairRequests = new List<PairRequest>();
        var comparing = new Comparing(evidence.Imatrix, chosen, wants);
        var pairs = tensors.Select(t => origins?.Pairs.GetValueOrDefault(t.Subject)).ToList();
        var inputs = tensors.Select((t, i) => InputOf(t, pairs[i], evidence, activations, chosen, wants)).ToList();
        var places = tensors.Select((tensor, i) => Request(requests, tensor, inputs[i], chosen, wants, ReadAs.Candidate, pairs[i])).ToList();
        var before = pairs.Select((pair, i) => pair?.Reference is { } was ? Request(requests, was, default, chosen, (m, _) => wants(m, tensors[i]), ReadAs.Reference, pair) : default).ToList();
        var compared = pairs.Select((pair, i) => pair is null ? default : comparing.Request(pairRequests, pair, inputs[i].Input, inputs[i].File)).ToList();
        var (results, errors) = TensorScan.Run(requests, pairRequests, options, cancellation);
        return new Observation(Noted(evidence, options.Device?.Worked))
        {
            Wants = wants,
            Portion = portion,
            Pairs = origins,
            Activations = [.. activations.Values, .. inputs.Select(i => i.Input).OfType<ObservedActivation>().Where(i => i.IsPower)],
            Tensors =
            [
                .. tensors.Select((tensor, i) => Observed(tensor, places[i], results) with
                {
                    Input = inputs[i].Input,
                    Mismatch = inputs[i].Mismatch,
                    Pair = pairs[i],
                    Unmatched = origins?.Unmatched.GetValueOrDefault(tensor.Subject),
                    Errors = compared[i].Whole is { } whole ? errors[whole].Whole : null,
                    ExpertErrors = compared[i].Slices is { } slices ? [.. slices.Select(s => s is { } at ? errors[at].Slices[0]! with { Order = errors[at].Whole.Order } : null)]
                        : compared[i].Whole is { } stack ? errors[stack].Slices
                        : [],
                    Before = pairs[i]?.Reference is { } was ? Observed(was, before[i], results) : null,
                    WithoutImportance = pairs[i] is { } pair ? comparing.WithoutImportance(pair) : null,
                }),
            ],
        };
    }

    /// <summary>With a note of the device that did some of the work.</summary>
    private static EvidenceSet Noted(EvidenceSet evidence, DeviceInfo? device) =>
        device is null ? evidence : evidence with { Identities = [.. evidence.Identities, new EvidenceIdentity(EvidenceIdentity.Device, null, null, null, device.ToString())] };

    private static ObservedTensor Observed(WeightTensor tensor, (int? Whole, IReadOnlyList<int>? Slices) place, IReadOnlyList<ScanResult> results) => new(
        tensor,
        place.Whole is { } whole ? results[whole].Whole : null,
        place.Slices is { } slices ? [.. slices.Select(s => results[s].Whole!)]
            : place.Whole is { } stack ? results[stack].Experts
            : []);

    /// <summary>The sources of activations that a metric asks for: all for metrics of activations, else those that enter a wanted tensor.</summary>
    private static Dictionary<string, ObservedActivation> Activations(
        EvidenceSet evidence, List<Metric> chosen, TensorWish wants, Portion portion, ScanOptions options, CancellationToken cancellation)
    {
        var observed = new Dictionary<string, ObservedActivation>(StringComparer.Ordinal);
        if (evidence.Activations is null) return observed;
        var files = evidence.Activations.Files.Where(f => portion.Holds(f) && IsAskedFor(f, evidence, chosen, wants)).ToList();
        options.Progress.Expect(files.Sum(f => f.Entry.Bytes));
        foreach (var file in files)
        {
            options.Progress.Current = file.Subject;
            observed[file.Subject] = new ObservedActivation(Subject.Parse(file.Subject), file.Entry.File.Shown, ActivationReduction.Read(file, cancellation), IsPower: false);
            options.Progress.Add(file.Entry.Bytes);
        }

        return observed;
    }

    /// <summary>Whether any metric asks for these activations.</summary>
    internal static bool IsAskedFor(ActivationFile file, EvidenceSet evidence, IReadOnlyList<Metric> chosen, TensorWish wants) =>
        chosen.Any(m => m is ActivationMetric) || evidence.Weights.Any(t => Enters(file, t) && chosen.Any(m => m is MatmulMetric && wants(m, t) != Wish.No));

    /// <summary>Whether these activations enter that tensor.</summary>
    internal static bool Enters(ActivationFile file, WeightTensor tensor) => tensor.Layer == file.Layer && ActivationSources.Of(tensor.Role) == file.Source;

    /// <summary>What enters a tensor: its layer's activations, else the power that an importance matrix has of it.</summary>
    private static (ObservedActivation? Input, ActivationFile? File, string? Mismatch) InputOf(
        WeightTensor tensor, TensorPair? pair, EvidenceSet evidence, Dictionary<string, ObservedActivation> activations, List<Metric> chosen, TensorWish wants)
    {
        if (!tensor.IsMatrix || !chosen.Exists(m => m is MatmulMetric && wants(m, tensor) != Wish.No || m is ActivationMetric)) return default;
        if (tensor.Layer is { } layer && ActivationSources.Of(tensor.Role) is { } source && activations.GetValueOrDefault($"blk.{layer}.{source}") is { } input)
        {
            var file = evidence.Activations!.Files.First(f => f.Subject == input.Subject.Name);
            return input.Sums.Dimensions == tensor.Columns
                ? (input, file, null)
                : (null, null, $"mismatch: {input.Subject} has {input.Sums.Dimensions} dimensions, the tensor {tensor.Columns} columns");
        }

        if (evidence.Imatrix is not { } matrix) return default;
        var entries = Entries(tensor, matrix);
        if (entries.Count == 0) return default;
        var isStack = entries.Count == 1 && entries[0].Name.Expert is null && tensor.IsStacked;
        if (isStack && KeptOf(entries[0], tensor, pair) is { } kept) return (Power(tensor, entries, matrix.Shown, kept), null, null);
        var experts = isStack ? tensor.Slices.Count : 1;
        if (entries.FirstOrDefault(e => e.Values != tensor.Columns * experts || e.Columns is { } own && own != tensor.Columns) is { } unfit)
            return (null, null, $"mismatch: the importance matrix has {unfit.Values} values of {tensor.Subject}, the tensor {tensor.Columns} columns{(experts > 1 ? $" of {experts} experts" : "")}");
        return (Power(tensor, entries, matrix.Shown), null, null);
    }

    /// <summary>What an importance matrix has of a tensor: one entry, or one of each expert that is named singly.</summary>
    private static List<ImportanceEntry> Entries(WeightTensor tensor, ImportanceMatrix matrix)
    {
        if (matrix.Find(tensor.Subject) is { } whole) return [whole];
        return [.. tensor.Slices.Select(s => s.Expert is { } e ? matrix.Find(tensor.Subject, e) : null).OfType<ImportanceEntry>()];
    }

    /// <summary>The experts of a matrix that was made before pruning that the tensor still has; null where it was not.</summary>
    private static IReadOnlyList<int>? KeptOf(ImportanceEntry stack, WeightTensor tensor, TensorPair? pair)
    {
        if (pair is null || stack.Columns is { } columns && columns != tensor.Columns) return null;
        var before = pair.Sources[0].Slices.Count;
        if (before == tensor.Slices.Count || stack.Values != tensor.Columns * before) return null;
        return pair.Parents.All(p => p < before) ? [.. pair.Parents.Select(p => p!.Value)] : null;
    }

    /// <summary>The mean square of what entered the tensor, of all its calibrated experts together.</summary>
    private static ObservedActivation? Power(WeightTensor tensor, List<ImportanceEntry> entries, string shown, IReadOnlyList<int>? kept = null)
    {
        var power = new double[tensor.Columns];
        double tokens = 0;
        foreach (var entry in entries)
        {
            foreach (var expert in kept ?? [.. Enumerable.Range(0, entry.Experts(tensor.Columns))])
            {
                if (entry.Power(expert, tensor.Columns) is not { } mean) continue;

                // Without counts every expert counts alike.
                var count = entry.Counts?[expert] ?? 1;
                tokens += count;
                for (var j = 0; j < power.Length; j++) power[j] += mean[j] * count;
            }
        }

        if (tokens == 0) return null;
        for (var j = 0; j < power.Length; j++) power[j] /= tokens;
        return new ObservedActivation(
            Subject.OfInput(tensor),
            shown,
            new ActivationSums { Tokens = (long)tokens, TokensAreCounted = entries.TrueForAll(e => e.Counts is not null), Dimensions = power.Length, MeanSquare = power },
            IsPower: true);
    }

    /// <summary>
    /// Adds what has to be read of a tensor. Sums of slices come with those of the whole; percentiles of a slice need a reading of
    /// their own.
    /// </summary>
    /// <returns>Which requests give the whole tensor's sums, and those of the slices where they are not with it.</returns>
    private static (int? Whole, IReadOnlyList<int>? Slices) Request(
        List<ScanRequest> requests, WeightTensor tensor, (ObservedActivation? Input, ActivationFile? File, string? Mismatch) input, List<Metric> chosen, TensorWish wants, ReadAs side, TensorPair? pair)
    {
        var (whole, experts) = Needs(tensor, input.Input, chosen, wants, side, pair);
        if ((whole | experts) == Reduce.None || tensor.Elements == 0 || tensor.Undecodable is not null) return default;
        var apart = (experts & (Reduce.Order | Reduce.GroupOrder)) != Reduce.None;
        int? place = null;
        if (!apart || whole != Reduce.None)
        {
            place = requests.Count;
            requests.Add(new ScanRequest(tensor, whole, apart ? Reduce.None : experts) { Input = input.File });
        }

        if (!apart) return (place, null);
        var first = requests.Count;
        requests.AddRange(tensor.Slices.Select(s => new ScanRequest(tensor with { Slices = [s] }, experts)));
        return (place, [.. Enumerable.Range(first, tensor.Slices.Count)]);
    }

    private static (Reduce Whole, Reduce Experts) Needs(WeightTensor tensor, ObservedActivation? input, List<Metric> chosen, TensorWish wants, ReadAs side, TensorPair? pair)
    {
        Reduce whole = Reduce.None, experts = Reduce.None;
        foreach (var metric in chosen)
        {
            if (metric is StructureMetric structure)
            {
                if (side != ReadAs.Candidate || !wants(metric, tensor).HasFlag(Wish.Whole)) continue;
                whole |= structure.NeedsOfWhole(tensor);
                experts |= structure.NeedsOfExperts(tensor);
                continue;
            }

            var needs = metric switch
            {
                TensorMetric weights when weights.AppliesTo(tensor) && side == (weights.IsOfReference && pair?.Reference is not null ? ReadAs.Reference : ReadAs.Candidate) => weights.Reduce | Reduce.Moments,
                MatmulMetric product when side == ReadAs.Candidate && input is not null && tensor is { IsMatrix: true, IsOfUnknownOrientation: false } && (pair is not null || !tensor.IsQuantized) => product.Reduce | Reduce.Moments,
                _ => Reduce.None,
            };

            // Beside a reference the output's error is that of the two.
            if (input is null or { IsPower: true } || pair is not null) needs &= ~Reduce.Output;
            if (needs == Reduce.None) continue;
            var wish = wants(metric, tensor);
            if (wish.HasFlag(Wish.Whole)) whole |= needs;
            if (wish.HasFlag(Wish.Experts) && tensor.IsStacked && metric is TensorMetric) experts |= needs;
        }

        return (whole, experts);
    }

    /// <summary>On which side a tensor is read.</summary>
    private enum ReadAs
    {
        Candidate,
        Reference,
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

    /// <summary>Only that it is there, to be counted; it is not read for that.</summary>
    Counted = 1 << 2,

    /// <summary>Likewise, that each expert's slice is there.</summary>
    CountedExperts = 1 << 3,
}

/// <summary>Says which tensors a metric is wanted of.</summary>
public delegate Wish TensorWish(Metric metric, WeightTensor tensor);
