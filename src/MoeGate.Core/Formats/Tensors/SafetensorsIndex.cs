using System.Text.Json;
using MoeGate.Formats.Json;

namespace MoeGate.Formats.Tensors;

/// <summary>The index of a sharded safetensors model: which file holds which tensor.</summary>
internal static class SafetensorsIndex
{
    public const string FileName = "model.safetensors.index.json";

    /// <summary>The name of each tensor's file; files stand beside the index.</summary>
    /// <exception cref="InputException">Malformed, empty, or naming a file elsewhere.</exception>
    public static Dictionary<string, string> Read(string path, string shown)
    {
        using var stream = InputFile.Open(path, shown, InputKind.Evidence);
        var json = new JsonCursor(stream, shown);
        try
        {
            Dictionary<string, string>? map = null;
            json.Expect(JsonTokenType.StartObject, "an object with a weight_map");
            while (json.NextKey(out var key))
            {
                if (key != "weight_map")
                {
                    json.Skip();
                    continue;
                }

                if (map is not null) throw json.Error("duplicate weight_map");
                map = ReadMap(ref json);
            }

            json.Read();
            return map is { Count: > 0 } ? map : throw json.Error("holds no weight_map, or an empty one", "name the index of a sharded safetensors model");
        }
        finally
        {
            json.Dispose();
        }
    }

    private static Dictionary<string, string> ReadMap(ref JsonCursor json)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        json.Expect(JsonTokenType.StartObject, "an object as weight_map");
        while (json.NextKey(out var tensor))
        {
            json.Expect(JsonTokenType.String, "the name of a file");
            var text = json.Text();
            if (!files.TryGetValue(text, out var file))
            {
                if (text.Length is 0 or > 255 || text is "." or ".." || text.AsSpan().IndexOfAny('/', '\\', '\0') >= 0 || text.Contains(':', StringComparison.Ordinal))
                    throw json.Error($"\"{text}\" is not the name of a file beside the index", "shards stand in the index's own folder");
                files.Add(text, file = text);
            }

            if (map.Count == Dimensions.MostTensors) throw json.Error($"more than {Dimensions.MostTensors} tensors");
            if (!map.TryAdd(tensor, file)) throw json.Error($"duplicate tensor {tensor}", "save the model again");
        }

        return map;
    }
}
