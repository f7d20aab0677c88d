using System.Globalization;
using System.Text.Json.Nodes;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;

namespace MoeGate.Rules.Baselines;

/// <summary>Writes a baseline as a review reads it: a stable order, a figure a line, so that a change of one figure is a change of one line.</summary>
public static class BaselineText
{
    public static void Write(Baseline baseline, TextWriter writer)
    {
        writer.Write($"{{\n  \"schema\": \"{BaselineFile.Schema}\",\n  \"tool\": {{\"name\":\"moegate\",\"version\":{JsonLines.Text(baseline.Version)}}}");
        JsonLines.WriteList(writer, "history", baseline.History.Select(a => new JsonObject
        {
            ["date"] = Day.Text(a.Date),
            ["version"] = a.Version,
            ["reason"] = a.Reason,
            ["changed"] = a.Changed,
            ["new"] = a.New,
            ["gone"] = a.Gone,
        }));
        if (baseline.Metrics.ModelLayers is { } layers) writer.Write($",\n  \"modelLayers\": {layers}");
        JsonLines.WriteList(writer, "evidence", baseline.Metrics.Evidence.Select(IdentityJson.Write));
        JsonLines.WriteList(writer, "metrics", baseline.Definitions.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => new JsonObject { ["id"] = d.Key, ["definition"] = d.Value }));
        JsonLines.WriteList(writer, "measurements", baseline.Metrics.All.Select(Measurement));
        writer.Write("\n}\n");
    }

    /// <summary>All of it but who measured it, on what and why, to tell whether anything changed.</summary>
    public static string OfFigures(Baseline baseline)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        var metrics = baseline.Metrics.With(baseline.Metrics.All, [.. baseline.Metrics.Evidence.Where(e => e.Role != EvidenceIdentity.Device)]);
        Write(baseline with { Version = "", History = [], Metrics = metrics }, writer);
        return writer.ToString();
    }

    private static JsonObject Measurement(Measurement measurement)
    {
        var reading = measurement.Reading;
        var node = new JsonObject { ["metric"] = measurement.Metric.Id, ["subject"] = measurement.Subject.Name };
        if (measurement.Subject is { Type: { } type, Scope: not Scope.Model }) node["type"] = type;
        if (reading.Value is { } value)
        {
            node["value"] = value;
            node["unit"] = measurement.Metric.Unit.Name;
            if (reading.Stderr is { } error) node["stderr"] = error;
        }
        else
        {
            node["exact"] = reading.Unavailable!.Reason;
        }

        return node;
    }
}
