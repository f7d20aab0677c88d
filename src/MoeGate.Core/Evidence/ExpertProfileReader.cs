using System.Globalization;
using System.Text.Json;
using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Evidence;

/// <summary>
/// Reads expert statistics in one pass. Two schemas are told apart by their keys: <c>expert-profile</c>
/// (<c>{"3": {total_tokens, activation_counts, …}}</c>, means) and saliency sums (<c>{n_expert, tokens, layers: {"3": {cnt, gate, sal}}}</c>,
/// which are divided by the counts here).
/// </summary>
public static class ExpertProfileReader
{
    private const int MostExperts = 1 << 20;

    /// <param name="path">The file.</param>
    /// <param name="shown">How messages name it.</param>
    /// <param name="cancellation">Asked while reading.</param>
    /// <exception cref="InputException">Anything in it that is malformed, with line and column.</exception>
    public static ExpertProfile Read(string path, string shown, CancellationToken cancellation = default)
    {
        using var stream = InputFile.Open(path, shown, InputKind.Evidence);
        return Read(stream, shown, cancellation);
    }

    /// <inheritdoc cref="Read(string, string, CancellationToken)"/>
    public static ExpertProfile Read(Stream stream, string shown, CancellationToken cancellation = default)
    {
        var json = new JsonCursor(stream, shown, cancellation);
        try
        {
            var layers = new Dictionary<int, LayerStatistics>();
            ReadFile(ref json, layers);
            var ordered = new List<LayerStatistics>(layers.Values);
            ordered.Sort((a, b) => a.Layer.CompareTo(b.Layer));
            return new ExpertProfile { Name = Path.GetFileNameWithoutExtension(shown), Shown = shown, Layers = ordered };
        }
        finally
        {
            json.Dispose();
        }
    }

    private static void ReadFile(ref JsonCursor json, Dictionary<int, LayerStatistics> layers)
    {
        json.Expect(JsonTokenType.StartObject, "an object of layers");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long? tokens = null, experts = null;
        var sums = false;
        InputException? misnamed = null;
        while (json.NextKey(out var key))
        {
            if (!seen.Add(key)) throw json.Error($"duplicate key \"{key}\"");
            if (key == "layers")
            {
                if (layers.Count > 0) throw json.Error("layers stand both at the top and under \"layers\"");
                sums = true;
                json.Expect(JsonTokenType.StartObject, "an object of layers");
                while (json.NextKey(out var layer)) ReadLayer(ref json, layer, sums: true, layers);
            }
            else if (key is "tokens" or "n_expert")
            {
                json.Read();
                if (key == "tokens") tokens = json.Count(key);
                else experts = json.Count(key);
            }
            else
            {
                ReadOther(ref json, key, sums, layers, ref misnamed);
            }
        }

        json.Read();
        if (misnamed is not null && !sums) throw misnamed;
        if (layers.Count == 0)
            throw json.Error(seen.Count == 0 ? "no layers: the object is empty" : $"no layers; its keys are {Listed(seen)}", "give expert statistics in the expert-profile or saliency-sum schema");
        if (sums) Complete(in json, layers, tokens, experts);
    }

    /// <summary>
    /// A layer of the expert-profile schema; or metadata, which may be anything, but in that schema not an object, for that is a
    /// misnamed layer. Which schema it is may be seen only later.
    /// </summary>
    private static void ReadOther(ref JsonCursor json, string key, bool sums, Dictionary<int, LayerStatistics> layers, ref InputException? misnamed)
    {
        if (int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            if (sums) throw json.Error("layers stand both at the top and under \"layers\"");
            ReadLayer(ref json, key, sums: false, layers);
            return;
        }

        json.Read();
        if (json.Type == JsonTokenType.StartObject && !sums) misnamed ??= json.Error($"layer key \"{key}\" is not a whole number", "keys are the layers' numbers, such as \"3\"");
        json.Skip();
    }

    private static void ReadLayer(ref JsonCursor json, string key, bool sums, Dictionary<int, LayerStatistics> layers)
    {
        if (!int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var layer))
            throw json.Error($"layer key \"{key}\" is not a whole number", "keys are the layers' numbers, such as \"3\"");
        if (layers.ContainsKey(layer)) throw json.Error($"duplicate layer {layer}");
        json.Expect(JsonTokenType.StartObject, $"the statistics of layer {layer} as an object");
        var fields = new LayerFields(layer, sums);
        while (json.NextKey(out var field)) fields.Read(ref json, field);
        layers.Add(layer, fields.Finish(in json));
    }

    /// <summary>The saliency-sum schema states tokens and experts once, perhaps after the layers.</summary>
    private static void Complete(in JsonCursor json, Dictionary<int, LayerStatistics> layers, long? tokens, long? experts)
    {
        if (tokens is null) throw json.Error("lacks \"tokens\", the number of tokens profiled");
        foreach (var layer in layers.Values.ToList())
        {
            if (experts is not null && layer.Experts != experts)
                throw json.Error($"declares n_expert {experts}, but layer {layer.Layer} has {layer.Experts} experts");
            layers[layer.Layer] = LayerFields.Checked(layer with { Tokens = tokens.Value }, in json);
        }
    }

    private static string Listed(IEnumerable<string> keys) => string.Join(", ", keys.Order(StringComparer.Ordinal).Take(12).Select(k => $"\"{k}\""));

    /// <summary>The fields of one layer while they are being read.</summary>
    private sealed class LayerFields(int layer, bool sums)
    {
        private readonly Dictionary<string, double[]> figures = new(StringComparer.Ordinal);
        private readonly HashSet<string> seen = new(StringComparer.Ordinal);
        private long[]? counts;
        private long? tokens;
        private long? dead;

        public void Read(ref JsonCursor json, string field)
        {
            if (!seen.Add(field)) throw json.Error($"layer {layer}: duplicate key \"{field}\"");
            json.Read();
            switch (field)
            {
                case "activation_counts" when !sums:
                case "cnt" when sums:
                    counts = Array(ref json, field, static (in JsonCursor at, string what) => at.Count(what));
                    break;
                case "activation_frequency" or "avg_gate_weight" or "ean_mean" or "reap" or "importance_score" when !sums:
                case "gate" or "sal" when sums:
                    figures[field] = Array(ref json, field, static (in JsonCursor at, string what) => at.Measure(what));
                    break;
                case "total_tokens" when !sums:
                    tokens = json.Count(field);
                    break;
                case "never_activated" when !sums:
                    dead = json.Type == JsonTokenType.StartArray ? Array(ref json, field, static (in JsonCursor at, string what) => at.Count(what)).Length : json.Count(field);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        public LayerStatistics Finish(in JsonCursor json)
        {
            var countsKey = sums ? "cnt" : "activation_counts";
            if (counts is null) throw json.Error($"layer {layer} lacks \"{countsKey}\"; its keys are {Listed(seen)}");
            if (counts.Length == 0) throw json.Error($"layer {layer}: \"{countsKey}\" is empty");
            foreach (var (name, values) in figures)
                if (values.Length != counts.Length)
                    throw json.Error($"layer {layer}: \"{name}\" has {values.Length} values, \"{countsKey}\" has {counts.Length}");
            if (!figures.ContainsKey(sums ? "sal" : "reap") && !figures.ContainsKey("importance_score"))
                throw json.Error($"layer {layer} has neither \"{(sums ? "sal" : "reap")}\" nor \"importance_score\"; its keys are {Listed(seen)}", "profile again with a tool that records a saliency score");
            if (sums)
                return new LayerStatistics { Layer = layer, Tokens = 0, Counts = counts, GateMean = Mean("gate"), Reap = Mean("sal") };
            if (tokens is null) throw json.Error($"layer {layer} lacks \"total_tokens\"; its keys are {Listed(seen)}");
            return Checked(new LayerStatistics
            {
                Layer = layer,
                Tokens = tokens.Value,
                Counts = counts,
                Frequency = figures.GetValueOrDefault("activation_frequency"),
                GateMean = figures.GetValueOrDefault("avg_gate_weight"),
                EanMean = figures.GetValueOrDefault("ean_mean"),
                Reap = figures.GetValueOrDefault("reap"),
                ImportanceScore = figures.GetValueOrDefault("importance_score"),
                RecordedDead = dead,
            }, in json);
        }

        /// <summary>No router sends more tokens to an expert than there are.</summary>
        public static LayerStatistics Checked(LayerStatistics layer, in JsonCursor json)
        {
            for (var e = 0; e < layer.Experts; e++)
                if (layer.Counts[e] > layer.Tokens)
                    throw json.Error($"layer {layer.Layer}: {layer.Counts[e]} tokens routed to expert {e} of {layer.Tokens} tokens in all", "the counts or the token total are not of one profile");
            return layer;
        }

        private double[]? Mean(string key)
        {
            if (!figures.TryGetValue(key, out var figure)) return null;
            for (var e = 0; e < figure.Length; e++) figure[e] = counts![e] == 0 ? 0 : figure[e] / counts[e];
            return figure;
        }

        private T[] Array<T>(ref JsonCursor json, string field, ItemReader<T> read)
        {
            if (json.Type != JsonTokenType.StartArray) throw json.Error($"layer {layer}: \"{field}\": expected an array, found {json.Describe()}");
            var values = new T[counts?.Length ?? 256];
            var count = 0;
            while (json.NextItem())
            {
                if (count == MostExperts) throw json.Error($"layer {layer}: \"{field}\" has more than {MostExperts} values");
                if (count == values.Length) System.Array.Resize(ref values, Math.Max(16, 2 * count));
                values[count++] = read(in json, field);
            }

            if (count < values.Length) System.Array.Resize(ref values, count);
            return values;
        }
    }

    private delegate T ItemReader<out T>(in JsonCursor json, string what);
}
