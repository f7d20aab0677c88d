using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoeGate.Formats.Json;

/// <summary>Writes our documents as a review reads them: one entry of a list a line, so that a change of one is a change of one line.</summary>
public static class JsonLines
{
    private static readonly JsonSerializerOptions options = new() { Encoder = JsonText.Encoder };

    /// <summary>A list of a document that is under way, behind a comma.</summary>
    public static void WriteList(TextWriter writer, string name, IEnumerable<JsonObject> entries)
    {
        writer.Write($",\n  \"{name}\": [");
        var separator = "\n    ";
        foreach (var entry in entries)
        {
            writer.Write(separator + entry.ToJsonString(options));
            separator = ",\n    ";
        }

        writer.Write(separator[0] == ',' ? "\n  ]" : "]");
    }

    /// <summary>Text as such a document quotes it.</summary>
    public static string Text(string? text) => text is null ? "null" : JsonValue.Create(text).ToJsonString(options);
}
