using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Metrics.Size;

namespace MoeGate.Rules;

/// <summary>Which subjects a rule is about: every part that is given must match.</summary>
public sealed class Selection
{
    public static IReadOnlyList<string> Keys { get; } = ["role", "layer", "expert", "type", "tensor", "subject"];

    private readonly List<(string Key, Func<Subject, LayerShare, bool, bool> Matches)> parts = [];

    public static Selection Everything { get; } = new();

    public bool IsEverything => parts.Count == 0;

    /// <summary>Whether layers are meant by their share, so that which they are depends on all that were measured.</summary>
    public bool HasShares { get; private set; }

    /// <summary>Whether types are meant.</summary>
    public bool HasTypes => parts.Exists(p => p.Key == "type");

    /// <summary>As it was written, for messages.</summary>
    public string Text { get; private set; } = "";

    /// <summary>As it was written, so that two selections that differ are never spelled alike.</summary>
    public string Exact { get; private set; } = "";

    /// <summary>Reads an object of patterns whose keys were checked before.</summary>
    public static Selection Parse(JsonItem item)
    {
        var selection = new Selection();
        foreach (var member in item.Members)
        {
            if (member.Value.OneOrMany.Count == 0) throw member.Value.Error($"{member.Key} selects nothing", "name one or more, or leave it out");
            selection.Add(member.Key, [.. member.Value.OneOrMany]);
        }

        selection.Exact = JsonText.Of(item);
        selection.Text = string.Join(", ", item.Members.Select(m =>
            $"{m.Key} {string.Join(" or ", m.Value.OneOrMany.Select(v => v.Kind == JsonKind.Number ? Figure.Number(v.Number) : v.Text))}"));
        return selection;
    }

    /// <summary>Whether the subject is meant.</summary>
    /// <param name="subject">What was measured.</param>
    /// <param name="layers">Where each layer stands among the others.</param>
    /// <param name="ofAllTypes">Whether a tensor of several types has to match with each of them; else one is enough.</param>
    public bool Matches(Subject subject, LayerShare layers, bool ofAllTypes = false) => parts.TrueForAll(p => p.Matches(subject, layers, ofAllTypes));

    private void Add(string key, IReadOnlyList<JsonItem> patterns)
    {
        if (key is "layer" or "expert")
        {
            var ranges = patterns.Select(p => Range.Parse(p, shares: key == "layer")).ToList();
            HasShares |= ranges.Exists(r => r.IsShare);
            parts.Add((key, (subject, layers, _) =>
                (key == "layer" ? subject.Layer : subject.Expert) is { } number && Range.Any(ranges, number, layers)));
            return;
        }

        foreach (var pattern in patterns)
            if (pattern.Kind != JsonKind.Text || pattern.Text.Length == 0)
                throw pattern.Unexpected("a glob");
        if (key == "type") MustBeTypes(patterns);
        parts.Add((key, (subject, _, ofAllTypes) =>
        {
            var facets = Facets(key, subject);
            return ofAllTypes && key == "type" ? facets.Any() && facets.All(IsMeant) : facets.Any(IsMeant);
        }));

        bool IsMeant(string facet) => patterns.Any(p => Matches(key, p.Text, facet));
    }

    /// <summary>A forbidden type that is misspelt would never be found, and nobody would know.</summary>
    private static void MustBeTypes(IReadOnlyList<JsonItem> patterns)
    {
        var known = WeightTypes.All.Select(t => t.Name).Concat(QuantizationMixes.All.Select(m => m.Name)).ToList();
        foreach (var pattern in patterns)
            if (!known.Exists(name => Matches("type", pattern.Text, name)))
                throw pattern.Error($"no type is called \"{pattern.Text}\"", Nearest.To(pattern.Text, known) is { } near ? $"did you mean {near}?" : "types are named as ggml does, such as q4_K, bf16 or f32");
    }

    /// <summary>Types are written in either case: ggml says q4_K, file names say Q4_K.</summary>
    private static bool Matches(string key, string pattern, string facet) =>
        key == "type" ? Glob.Matches(pattern.ToUpperInvariant(), facet.ToUpperInvariant()) : Glob.Matches(pattern, facet);

    private static IEnumerable<string> Facets(string key, Subject subject)
    {
        if (key == "type")
        {
            foreach (var type in subject.Type?.Split('+') ?? []) yield return type;
            yield break;
        }

        var facet = key switch
        {
            "role" => subject.Role,
            "tensor" => subject.Scope is Scope.Tensor or Scope.Expert ? subject.Name : null,
            _ => subject.Name,
        };
        if (facet is not null) yield return facet;
        if (key == "tensor" && subject.OwnName is { } own) yield return own;
    }

    /// <summary>A part of the selection that matches none of the subjects by itself, in words; null where each matches some. Of types none may be there.</summary>
    public string? Unmet(IReadOnlyCollection<Subject> subjects, LayerShare layers)
    {
        foreach (var (key, matches) in parts)
            if (key != "type" && !subjects.Any(s => matches(s, layers, false)))
                return key;
        return null;
    }

    /// <summary><c>3</c>, <c>0-7</c>, <c>!0-1</c>, or for layers a share: <c>0%-12.5%</c>.</summary>
    private sealed record Range(double From, double To, bool Not, bool IsShare)
    {
        public static bool Any(List<Range> ranges, int number, LayerShare layers)
        {
            var wanted = ranges.Where(r => !r.Not).ToList();
            return (wanted.Count == 0 || wanted.Exists(r => r.Holds(number, layers))) && !ranges.Exists(r => r.Not && r.Holds(number, layers));
        }

        public static Range Parse(JsonItem item, bool shares)
        {
            if (item.Kind == JsonKind.Number && item.Number == Math.Floor(item.Number) && item.Number >= 0) return new Range(item.Number, item.Number, false, false);
            if (item.Kind != JsonKind.Text) throw item.Unexpected("a number, a range such as \"0-7\" or \"!0-1\"" + (shares ? ", or a share such as \"0%-12.5%\"" : ""));
            var text = item.Text.Trim();
            var not = text.StartsWith('!');
            var ends = text[(not ? 1 : 0)..].Split('-', StringSplitOptions.TrimEntries);
            var share = shares && ends.All(e => e.EndsWith('%'));
            var numbers = ends.Select(e => Number(share ? e[..^1] : e, share)).ToList();
            if (numbers.Count is < 1 or > 2 || numbers.Contains(null) || numbers[0] > numbers[^1] || share && (numbers.Count == 1 || numbers[^1] > 100))
                throw item.Error($"\"{item.Text}\" is not a range", "write \"3\", \"0-7\", \"!0-1\"" + (shares ? " or \"0%-12.5%\"" : ""));
            return new Range(numbers[0]!.Value, numbers[^1]!.Value, not, share);
        }

        private bool Holds(int number, LayerShare layers)
        {
            if (!IsShare) return number >= From && number <= To;
            var share = layers.Of(number);
            return share >= From && (share < To || To == 100);
        }

        private static double? Number(string text, bool fraction) =>
            double.TryParse(text, fraction ? NumberStyles.AllowDecimalPoint : NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}

/// <summary>Where a layer stands: its number ÷ the model's layers where they are known, else its position ÷ the layers measured.</summary>
public sealed class LayerShare
{
    private readonly List<int> layers = [];
    private readonly int? modelLayers;

    /// <param name="measured">The subjects measured, in any order.</param>
    /// <param name="modelLayers">Layers of the model, or null.</param>
    public LayerShare(IEnumerable<Subject> measured, int? modelLayers)
    {
        this.modelLayers = modelLayers;
        foreach (var subject in measured)
            if (subject.Layer is { } layer)
                layers.Add(layer);
        layers.Sort();
        var distinct = 0;
        foreach (var layer in layers.ToArray())
            if (distinct == 0 || layers[distinct - 1] != layer)
                layers[distinct++] = layer;
        layers.RemoveRange(distinct, layers.Count - distinct);
    }

    /// <summary>In percent, from 0 for the first layer to just below 100 for the last.</summary>
    public double Of(int layer)
    {
        if (modelLayers is { } count) return 100.0 * layer / count;
        var position = layers.BinarySearch(layer);
        return 100.0 * (position < 0 ? ~position : position) / layers.Count;
    }
}
