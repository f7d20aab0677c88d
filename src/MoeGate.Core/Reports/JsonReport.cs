using System.Text.Json.Nodes;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>
/// The results document, <c>moegate.results/1</c>: everything, in full precision, one finding and one measurement a line so that
/// a review shows what changed. It holds no time, no thread count and no host name.
/// </summary>
public sealed class JsonReport : Reporter
{
    public const string Schema = "moegate.results/1";

    public override string Format => "json";

    public override string About => "everything in full precision, for other programs and for moegate report";

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        Begin(writer, verdict.Version, verdict.Metrics);
        writer.Write($",\n  \"configuration\": {JsonLines.Text(Portable(verdict.Configuration))}");
        writer.Write($",\n  \"verdict\": {JsonLines.Text(verdict.Decision.ToString().ToLowerInvariant())}");
        writer.Write($",\n  \"exitCode\": {verdict.ExitCode}");
        JsonLines.WriteList(writer, "rules", verdict.Findings.Select(f => f.Rule).DistinctBy(r => r.Id).OrderBy(r => r.Id, StringComparer.Ordinal).Select(RuleNode));
        JsonLines.WriteList(writer, "findings", verdict.Findings.Select(FindingNode));
        if (verdict.Notices.Count > 0) JsonLines.WriteList(writer, "notices", verdict.Notices.Select(NoticeNode));
        JsonLines.WriteList(writer, "measurements", verdict.Metrics.All.Select(m => MeasurementNode(m, verdict.Baseline?[m.Metric.Id, m.Subject])));
        writer.Write("\n}\n");
    }

    /// <summary>The same document without findings and verdict.</summary>
    public static void Write(MetricSet metrics, TextWriter writer, string version)
    {
        Begin(writer, version, metrics);
        JsonLines.WriteList(writer, "measurements", metrics.All.Select(m => MeasurementNode(m, null)));
        writer.Write("\n}\n");
    }

    private static void Begin(TextWriter writer, string version, MetricSet metrics)
    {
        writer.Write($"{{\n  \"schema\": {JsonLines.Text(Schema)},\n  \"tool\": {{\"name\":\"moegate\",\"version\":{JsonLines.Text(version)}}}");
        if (metrics.Shard is var (number, plan)) writer.Write($",\n  \"shard\": {{\"index\":{number.Index},\"of\":{number.Of},\"plan\":{JsonLines.Text(plan)}}}");
        if (metrics.ModelLayers is { } layers) writer.Write($",\n  \"modelLayers\": {layers}");
        JsonLines.WriteList(writer, "evidence", metrics.Evidence.Select(IdentityJson.Write));
    }

    private static JsonObject RuleNode(Rule rule) => new()
    {
        ["id"] = rule.Id,
        ["metric"] = rule.Metric.Id,
        ["title"] = rule.Title,
        ["why"] = rule.Why,
        ["error"] = rule.Error?.Text,
        ["warning"] = rule.Warning?.Text,
        ["origin"] = Portable(rule.Origin),
        ["file"] = Portable(rule.Place.Path),
        ["line"] = rule.Place.Line,
        ["column"] = rule.Place.Column,
    };

    private static JsonObject FindingNode(Finding finding)
    {
        var node = new JsonObject
        {
            ["rule"] = finding.Rule.Id,
            ["level"] = finding.Level.Name(),
            ["outcome"] = finding.Outcome.Name(),
            ["metric"] = finding.Rule.Metric.Id,
            ["subject"] = finding.Subject.Name,
        };
        if (finding.Group is not null) node["group"] = finding.Group;
        if (finding.Actual is { } actual) node["actual"] = actual;
        node["unit"] = finding.Unit.Name;
        if (finding.Limit is not null) node["limit"] = finding.Limit.Text;
        if (finding.Baseline is { } baseline) node["baseline"] = baseline;
        if (finding.Judged > 0) node["judged"] = finding.Judged;
        if (finding.Beyond > 0) node["beyond"] = finding.Beyond;
        if (finding.LeftOut > 0) node["leftOut"] = finding.LeftOut;
        if (finding.New > 0) node["new"] = finding.New;
        if (finding.Worst.Count > 0)
            node["worst"] = new JsonArray([.. finding.Worst.Select(WorstNode)]);
        if (finding.Excuses.Count > 0) node["waivers"] = new JsonArray([.. finding.Excuses.Select(ExcuseNode)]);
        node["message"] = finding.Message;
        return node;
    }

    private static JsonObject WorstNode(SubjectValue worst)
    {
        var node = new JsonObject { ["subject"] = worst.Subject.Name, ["value"] = worst.Value };
        if (worst.At is not null) node["at"] = worst.At;
        if (worst.Then is { } then) node["baseline"] = then;
        return node;
    }

    private static JsonObject NoticeNode(Notice notice) => new()
    {
        ["level"] = notice.IsWarning ? Level.Warning.Name() : "note",
        ["message"] = notice.Message,
        ["file"] = Portable(notice.Place.Path),
        ["line"] = notice.Place.Line,
        ["column"] = notice.Place.Column,
    };

    private static JsonObject ExcuseNode(Excuse excuse)
    {
        var node = new JsonObject { ["reason"] = excuse.Reason, ["expires"] = Day.Text(excuse.Expires) };
        if (excuse.Owner is not null) node["owner"] = excuse.Owner;
        node["subjects"] = excuse.Subjects;
        node["file"] = Portable(excuse.Place.Path);
        node["line"] = excuse.Place.Line;
        node["column"] = excuse.Place.Column;
        return node;
    }

    /// <param name="measurement">What was measured.</param>
    /// <param name="baseline">What it was before; null where that is not known.</param>
    private static JsonObject MeasurementNode(Measurement measurement, Reading? baseline)
    {
        var reading = measurement.Reading;
        var node = new JsonObject { ["metric"] = measurement.Metric.Id, ["subject"] = measurement.Subject.Name };
        if (reading.Value is { } value)
        {
            node["value"] = value;
            node["unit"] = measurement.Metric.Unit.Name;
        }
        else
        {
            node["unavailable"] = new JsonObject { ["kind"] = reading.Unavailable!.Kind.Name(), ["reason"] = reading.Unavailable.Reason };
        }

        if (measurement.Subject is { Type: { } type, Scope: not Scope.Model }) node["type"] = type;
        if (reading.Expected is { } expected) node["expected"] = expected;
        if (reading.Stderr is { } stderr) node["stderr"] = stderr;
        if (baseline?.Value is { } then) node["baseline"] = then;
        if (baseline?.Stderr is { } error) node["baselineStderr"] = error;
        if (reading.At is not null) node["at"] = reading.At;
        if (reading.Note is not null) node["note"] = reading.Note;
        if (reading.ErrorOf is not null) node["of"] = reading.ErrorOf;
        if (reading.Items.Count > 0)
            node["items"] = new JsonArray([.. reading.Items.Select(i => new JsonObject { ["index"] = i.Index, ["value"] = i.Value })]);
        return node;
    }

    private static string? Portable(string? path) => path is null ? null : Plain.Portable(path);
}
