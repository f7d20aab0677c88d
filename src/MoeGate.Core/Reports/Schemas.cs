using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Metrics.Evaluations;
using MoeGate.Rules.Baselines;
using MoeGate.Rules.Configuration;

namespace MoeGate.Reports;

/// <summary>The JSON schemas of our own files, made from the shapes that check them.</summary>
public static class Schemas
{
    private static readonly JsonSerializerOptions options = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static IReadOnlyList<string> Names { get; } = ["configuration", "pack", "waivers", "baseline", "results"];

    /// <summary>The schema as it is committed.</summary>
    public static string Text(string name)
    {
        var (shape, title) = name switch
        {
            "configuration" => ((Shape)ConfigurationShape.Root, "moegate.json, the configuration of a gate"),
            "pack" => (ConfigurationShape.Pack, "A rule pack of MoeGate"),
            "waivers" => (Waiver.FileShape, "A waiver file of MoeGate"),
            "baseline" => (BaselineFile.Document, "A baseline of MoeGate, moegate.baseline/1"),
            _ => (ResultsReader.Document, "A results document of MoeGate, moegate.results/1"),
        };
        var schema = new JsonObject { ["$schema"] = "http://json-schema.org/draft-07/schema#", ["title"] = title };
        foreach (var (key, value) in shape.ToSchema().ToList()) schema[key] = value?.DeepClone();
        if (name is "configuration" or "pack") OfferMetrics(schema);
        return schema.ToJsonString(options) + "\n";
    }

    /// <summary>An editor that knows the metrics' ids completes them, and marks one that is not there.</summary>
    private static void OfferMetrics(JsonNode node)
    {
        if (node is JsonObject { } found && found["properties"] is JsonObject properties && properties["metric"] is JsonObject metric && properties.ContainsKey("assert"))
            metric["anyOf"] = new JsonArray(
                new JsonObject { ["enum"] = new JsonArray([.. Catalog.All.Select(m => (JsonNode)m.Id)]) },
                new JsonObject { ["pattern"] = TaskMetric.IdPattern });
        foreach (var child in node is JsonObject all ? all.Select(p => p.Value).ToList() : node is JsonArray array ? [.. array] : [])
            if (child is not null)
                OfferMetrics(child);
    }
}
