using System.Globalization;
using MoeGate.Models;
using MoeGate.Reductions;

namespace MoeGate.Metrics.Structure;

/// <summary>
/// Offences in the weights of a layer's experts: slices by name, and the expert itself where all its tensors are concerned alike.
/// Biases and other vectors are exempt.
/// </summary>
public abstract class ExpertContentMetric(MetricText text) : LayerStructureMetric(text)
{
    /// <summary>One slice that is not as it should be.</summary>
    /// <param name="Slice">Its place among the tensor's slices.</param>
    /// <param name="Of">The slice that it is a copy of, where it is one.</param>
    private protected readonly record struct Suspect(int Slice, int? Of = null);

    internal sealed override Reduce NeedsOfExperts(WeightTensor tensor) => IsMatrixOfExperts(tensor) ? Reduce.Moments | Needed : Reduce.None;

    /// <summary>What is needed beside moments.</summary>
    private protected virtual Reduce Needed => Reduce.None;

    /// <summary>The slices of a tensor that are concerned, going by the rows that were read.</summary>
    private protected abstract IEnumerable<Suspect> Suspects(IReadOnlyList<TensorSums> slices);

    private protected sealed override IEnumerable<(int Layer, Reading Reading)> Layers(Observation observed)
    {
        var tensors = observed.Tensors.ToDictionary(t => t.Tensor.Subject);
        foreach (var layer in ExpertLayers(observed))
        {
            var matrices = layer.Experts.Where(IsMatrixOfExperts).Select(t => tensors.GetValueOrDefault(t.Subject)).OfType<ObservedTensor>().ToList();
            yield return (layer.Layer, matrices.Count > 0 ? Read(layer, matrices) : layer.IsPacked
                ? Reading.Missing("its experts are stored as packed blocks with scales beside them, which this version does not put together")
                : Reading.NotApplicable("no matrix of its experts is there"));
        }
    }

    /// <summary>A sample of rows shows that slices differ, and never that they are alike.</summary>
    private Reading Read(ExpertLayer layer, List<ObservedTensor> tensors)
    {
        string? unknown = null;
        var concerned = new SortedDictionary<int, List<(WeightTensor Tensor, int? Of)>>();
        foreach (var (tensor, _, slices) in tensors)
        {
            if (slices.Count < tensor.Slices.Count)
            {
                unknown ??= tensor.Undecodable is { } why ? $"{tensor.Subject} is {why}" : $"{tensor.Subject} was not read";
                continue;
            }

            foreach (var (slice, of) in Suspects(slices))
            {
                var expert = tensor.Slices[slice].Expert!.Value;
                var original = of is { } other ? tensor.Slices[other].Expert : null;
                if (slices[slice].Rows < tensor.Slices[slice].Rows) unknown ??= string.Create(CultureInfo.InvariantCulture, $"{tensor.Subject}[{expert}] looks so in a sample of {slices[slice].Rows} rows of {tensor.Slices[slice].Rows}, which says nothing of the others");
                else if (concerned.TryGetValue(expert, out var others)) others.Add((tensor, original));
                else concerned.Add(expert, [(tensor, original)]);
            }
        }

        return Offence.Read([.. concerned.SelectMany(e => Offences(layer, e.Key, e.Value, tensors))], unknown);
    }

    private static IEnumerable<Offence> Offences(ExpertLayer layer, int expert, List<(WeightTensor Tensor, int? Of)> concerned, List<ObservedTensor> all)
    {
        var parts = all.Count(t => t.Tensor.Slices.Any(s => s.Expert == expert));
        if (parts > 1 && concerned.Count == parts && concerned.TrueForAll(c => c.Of == concerned[0].Of))
            return [Of(layer.Expert(expert), concerned[0].Of, parts, Copy(layer.Layer))];
        return concerned.Select(c => Of(string.Create(CultureInfo.InvariantCulture, $"{c.Tensor.Subject}[{expert}]"), c.Of, 1, c.Tensor.Subject));

        static string Copy(int layer) => string.Create(CultureInfo.InvariantCulture, $"blk.{layer}.expert");
    }

    private static Offence Of(string place, int? copyOf, int parts, string among) =>
        new(place, copyOf ?? parts, copyOf is { } other ? string.Create(CultureInfo.InvariantCulture, $"{place} is a copy of {among}[{other}]") : null);

    /// <summary>A matrix with more than one row and column; what has one alone is a vector.</summary>
    private static bool IsMatrixOfExperts(WeightTensor tensor) =>
        tensor is { IsStacked: true, IsMatrix: true, Columns: > 1 } && tensor.Role.EndsWith("_exps", StringComparison.Ordinal) && tensor.Slices is [{ Rows: > 1 }, ..];
}
