using System.Globalization;
using MoeGate.Formats.Tensors;

namespace MoeGate.Models;

/// <summary>Turns the tensors of files into the tensors of a model.</summary>
public static class WeightTensors
{
    private const string Stacked = "_exps";

    /// <summary>More experts than any layer has; a tensor without weights may claim any number of slices.</summary>
    private const int MostExperts = 1 << 12;

    /// <summary>
    /// All tensors ordered by subject. Experts that are named singly are gathered into one stacked tensor; those whose shape is not
    /// that of most stay tensors of their own, and so does the second of two that claim one subject: nothing is lost, and nothing
    /// is merged that does not fit.
    /// </summary>
    public static IReadOnlyList<WeightTensor> Of(TensorSource source)
    {
        var tensors = new List<WeightTensor>();
        var scales = new WeightScales(source);
        var experts = new Dictionary<string, List<(TensorName Name, TensorEntry Entry)>>(StringComparer.Ordinal);
        foreach (var entry in source.Tensors)
        {
            var name = TensorName.Parse(entry.Name);
            if (name.Expert is null) tensors.Add(Whole(name, entry, scales));
            else if (experts.TryGetValue(name.Subject, out var others)) others.Add((name, entry));
            else experts.Add(name.Subject, [(name, entry)]);
        }

        foreach (var named in experts.Values) tensors.AddRange(Gathered(named, scales));
        var result = WithSubjectsOfTheirOwn(tensors);
        result.Sort((a, b) => NaturalOrder.Instance.Compare(a.Subject, b.Subject));
        return result;
    }

    /// <summary>A tensor as it is stored: stacked experts have a slice each, anything else is one slice.</summary>
    private static WeightTensor Whole(TensorName name, TensorEntry entry, WeightScales scales)
    {
        var experts = Experts(name.Role, entry);
        var rows = experts is { } count ? entry.Rows / count : entry.Rows;
        return new WeightTensor
        {
            Subject = name.Subject,
            Layer = name.Layer,
            Role = name.Role,
            OwnName = entry.Name,
            Type = entry.Type,
            IsVector = entry.IsVector,
            IsScale = scales.Contains(entry),
            IsStacked = experts is not null,
            IsOfUnknownOrientation = experts is not null && !entry.Name.StartsWith("blk.", StringComparison.Ordinal),
            Slices = experts is null
                ? [scales.On(new WeightSlice(null, entry, 0, rows))]
                : [.. Enumerable.Range(0, experts.Value).Select(e => scales.On(new WeightSlice(e, entry, e * rows, rows), e, experts.Value))],
            Columns = entry.Columns,
        };
    }

    /// <summary>
    /// How many experts a stacked tensor holds, along its last dimension; null where it is not one. ggml drops trailing dimensions
    /// of 1, so a matrix is a single expert's. A stacked bias or scale has a dimension less than the weights that it belongs to.
    /// </summary>
    private static int? Experts(string role, TensorEntry entry)
    {
        var dot = role.IndexOf('.', StringComparison.Ordinal);
        if (!(dot < 0 ? role : role[..dot]).EndsWith(Stacked, StringComparison.Ordinal)) return null;
        var dimensions = entry.Dimensions.Count;
        if (dimensions <= (dot < 0 ? 2 : 1)) return dot < 0 && dimensions == 2 ? 1 : null;
        return entry.Elements > 0 && entry.Dimensions[^1] is <= MostExperts and var experts ? (int)experts : null;
    }

    /// <summary>One stacked tensor of all experts of one shape, and the others one by one.</summary>
    private static IEnumerable<WeightTensor> Gathered(List<(TensorName Name, TensorEntry Entry)> named, WeightScales scales)
    {
        var common = named.GroupBy(n => n.Entry.Shape).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).First();
        var slices = new SortedDictionary<int, TensorEntry>();
        var others = new List<(TensorName Name, TensorEntry Entry)>();
        foreach (var (name, entry) in named)
            if (entry.Shape != common.Key || !slices.TryAdd(name.Expert!.Value, entry)) others.Add((name, entry));

        var first = slices.First();
        var types = slices.Values.Select(e => e.Type).Distinct().ToList();
        yield return new WeightTensor
        {
            Subject = named[0].Name.Subject,
            Layer = named[0].Name.Layer,
            Role = named[0].Name.Role,
            OwnName = WithStar(first.Value.Name, first.Key),
            Type = first.Value.Type,
            Mixed = types.Count > 1,
            IsVector = first.Value.IsVector,
            IsScale = slices.Values.All(scales.Contains),
            IsStacked = true,
            Slices = [.. slices.Select(s => scales.On(new WeightSlice(s.Key, s.Value, 0, s.Value.Rows)))],
            Columns = first.Value.Columns,
            Note = Note(slices, types, others),
        };
        foreach (var (name, entry) in others)
            yield return Whole(name with { Subject = TensorName.Unknown(entry.Name).Subject, Role = TensorName.Unknown(entry.Name).Role }, entry, scales);
    }

    private static string? Note(SortedDictionary<int, TensorEntry> slices, IReadOnlyList<Blocks.WeightType> types, List<(TensorName Name, TensorEntry Entry)> others)
    {
        var notes = new List<string>();
        if (types.Count > 1) notes.Add("experts of different types: " + string.Join(", ", types));
        if (others.Count > 0) notes.Add("stored beside it, of another shape or a second time: expert " + Listed(others.Select(o => o.Name.Expert!.Value)));
        var last = slices.Keys.Last();
        if (last != slices.Count - 1) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{slices.Count} experts, with numbers up to {last}"));
        return notes.Count == 0 ? null : string.Join("; ", notes);
    }

    private static string Listed(IEnumerable<int> experts)
    {
        var all = experts.Distinct().Order().ToList();
        return string.Join(", ", all.Take(8)) + (all.Count > 8 ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - 8} more") : "");
    }

    /// <summary>The expert's number in its own name replaced by a star.</summary>
    private static string WithStar(string name, int expert)
    {
        var parts = name.Split('.');
        var number = expert.ToString(CultureInfo.InvariantCulture);
        var at = Array.LastIndexOf(parts, number);
        if (at >= 0) parts[at] = "*";
        return string.Join('.', parts);
    }

    /// <summary>A second tensor of a subject takes its own name, with a number where that is taken too.</summary>
    private static List<WeightTensor> WithSubjectsOfTheirOwn(List<WeightTensor> tensors)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<WeightTensor>(tensors.Count);
        var seconds = new List<WeightTensor>();
        foreach (var tensor in tensors)
        {
            if (taken.Add(tensor.Subject)) result.Add(tensor);
            else seconds.Add(tensor);
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var tensor in seconds)
        {
            var own = TensorName.Unknown(tensor.OwnName).Subject;
            var subject = own;
            while (!taken.Add(subject))
            {
                var number = numbers[own] = numbers.GetValueOrDefault(own, 1) + 1;
                subject = string.Create(CultureInfo.InvariantCulture, $"{own}#{number}");
            }

            result.Add(tensor with { Subject = subject, Note = Joined(tensor.Note, $"a second tensor of {tensor.Subject}") });
        }

        return result;
    }

    private static string Joined(string? note, string more) => note is null ? more : note + "; " + more;
}
