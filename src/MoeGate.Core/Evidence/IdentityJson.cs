using System.Text.Json.Nodes;
using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Evidence;

/// <summary>An entry of the list of evidence in our documents.</summary>
public static class IdentityJson
{
    public static ObjectShape Shape { get; } = new("evidence",
    [
        new("role", Formats.Json.Shape.Words([.. EvidenceKinds.Names, .. EvidenceIdentity.Notes]), "Which kind of evidence.", Required: true),
        new("path", Formats.Json.Shape.Text, "As it was given."),
        new("value", Formats.Json.Shape.Text, "For evidence that is no file: what it is; for an evaluation: its name."),
        new("bytes", Formats.Json.Shape.Number, "Size on disk."),
        new("format", Formats.Json.Shape.Text, "What it turned out to be."),
    ]);

    public static JsonObject Write(EvidenceIdentity identity)
    {
        var node = new JsonObject { ["role"] = identity.Role };
        if (identity.Path is not null) node["path"] = Plain.Text(identity.Path);
        if (identity.Value is not null) node["value"] = identity.Value;
        if (identity.Bytes is not null) node["bytes"] = identity.Bytes;
        if (identity.Format is not null) node["format"] = identity.Format;
        return node;
    }

    public static EvidenceIdentity Read(JsonItem item) =>
        new(item["role"]!.Text, item["path"]?.Text, item["bytes"] is { } bytes ? (long)bytes.Number : null, item["format"]?.Text, item["value"]?.Text);
}
