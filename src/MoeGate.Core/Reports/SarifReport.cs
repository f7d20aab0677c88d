using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Rules;
using MoeGate.Rules.Configuration;

namespace MoeGate.Reports;

/// <summary>
/// SARIF 2.1.0 as GitHub's code scanning takes it: every result stands at the rule's own line in the configuration (the model is
/// not in the repository), the subject is its logical location.
/// </summary>
public sealed class SarifReport : Reporter
{
    /// <summary>Code scanning rejects a run with more.</summary>
    public const int MostResults = 25_000;

    private const int LongestText = 1024;

    public override string Format => "sarif";

    public override string About => "SARIF 2.1.0 for code scanning";

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        var warned = verdict.Notices.Where(n => n.IsWarning).Take(MostResults).ToList();
        var shown = verdict.Findings.Where(f => f.Severity() is not null).OrderBy(f => f.Severity()).Take(MostResults - warned.Count).ToList();
        var rules = shown.Select(f => f.Rule).DistinctBy(r => r.Id).OrderBy(r => r.Id, StringComparer.Ordinal).ToList();
        var index = rules.Select((rule, i) => (rule.Id, i)).ToDictionary(r => r.Id, r => r.i);
        var run = new JsonObject
        {
            ["tool"] = new JsonObject
            {
                ["driver"] = new JsonObject
                {
                    ["name"] = "MoeGate",
                    ["semanticVersion"] = Plain.Text(verdict.Version),
                    ["rules"] = new JsonArray([.. rules.Select(DescribeRule), .. warned.Take(1).Select(_ => DescribeWaivers())]),
                },
            },
            ["automationDetails"] = new JsonObject { ["id"] = $"moegate/{Model(verdict)}/" },
            ["columnKind"] = "utf16CodeUnits",
            ["results"] = new JsonArray([.. shown.Select(f => Result(f, index[f.Rule.Id])), .. warned.Select((n, i) => Result(n, rules.Count, warned.Take(i).Count(w => w.Message == n.Message)))]),
        };
        if (EvidenceIdentity.DevicesIn(verdict.Metrics.Evidence) is { } devices) run["properties"] = new JsonObject { [EvidenceIdentity.Device] = Plain.Text(devices) };
        var document = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(run),
        };
        writer.Write(document.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n" }) + "\n");
    }

    private static JsonNode DescribeRule(Rule rule)
    {
        var help = string.Join("\n\n", new[] { rule.Why, rule.Metric.Text.Explanation.ReplaceLineEndings(" "), rule.Metric.Text.Remedy }.Where(t => t.Length > 0).Select(Sentence));
        return new JsonObject
        {
            ["id"] = rule.Id,
            ["name"] = Name(rule),
            ["shortDescription"] = Message(Sentence(rule.Title)),
            ["fullDescription"] = Message(Sentence(rule.Why.Length > 0 ? rule.Why : rule.Metric.Text.Title)),
            ["help"] = new JsonObject { ["text"] = help, ["markdown"] = string.Join("\n\n", help.Split("\n\n").Select(MarkdownReport.Text)) },
            ["defaultConfiguration"] = new JsonObject { ["level"] = (rule.Error is null ? Level.Warning : Level.Error).Name() },
            ["properties"] = new JsonObject
            {
                ["problem.severity"] = rule.Error is null ? "warning" : "error",
                ["tags"] = new JsonArray(rule.Metric.Id.Split('.')[0]),
            },
        };
    }

    /// <summary>What a waiver that nobody needs is a result of: no rule of the configuration, but of keeping waivers.</summary>
    private static JsonObject DescribeWaivers() => new()
    {
        ["id"] = Notice.Code,
        ["name"] = "WaiverThatExcusesNothing",
        ["shortDescription"] = Message("A waiver excuses nothing."),
        ["fullDescription"] = Message("A waiver that excuses nothing would excuse a later violation that nobody has looked at."),
        ["help"] = new JsonObject { ["text"] = "Take the waiver out of its file.", ["markdown"] = "Take the waiver out of its file." },
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level.Warning.Name() },
        ["properties"] = new JsonObject { ["problem.severity"] = "warning", ["tags"] = new JsonArray("waiver") },
    };

    private static JsonNode Result(Finding finding, int ruleIndex) =>
        Result(finding.Rule.Id, ruleIndex, finding.Severity()!.Value, finding.Message, finding.Rule.Place, finding.Subject.Name, Fingerprint(finding.Rule.Id, finding.Group ?? finding.Subject.Name));

    /// <param name="notice">A waiver that nobody needs.</param>
    /// <param name="ruleIndex">Where its description stands.</param>
    /// <param name="before">How many say the same before it, so that each is an alert of its own.</param>
    private static JsonNode Result(Notice notice, int ruleIndex, int before) =>
        Result(Notice.Code, ruleIndex, Level.Warning, notice.Message, notice.Place, Notice.Code, Fingerprint(Notice.Code, before == 0 ? notice.Message : $"{notice.Message} {before}"));

    private static JsonObject Result(string rule, int ruleIndex, Level level, string message, Place place, string subject, string fingerprint) => new()
    {
        ["ruleId"] = rule,
        ["ruleIndex"] = ruleIndex,
        ["level"] = level.Name(),
        ["message"] = Message(Sentence(message)),
        ["locations"] = new JsonArray(new JsonObject
        {
            ["physicalLocation"] = new JsonObject
            {
                ["artifactLocation"] = new JsonObject { ["uri"] = RelativeUri(place.Path ?? "moegate.json") },
                ["region"] = new JsonObject { ["startLine"] = Math.Max(1, place.Line), ["startColumn"] = Math.Max(1, place.Column) },
            },
            ["logicalLocations"] = new JsonArray(new JsonObject
            {
                ["fullyQualifiedName"] = Plain.Text(subject),
                ["kind"] = "resource",
            }),
        }),
        ["partialFingerprints"] = new JsonObject { ["primaryLocationLineHash"] = fingerprint },
    };

    /// <summary>From rule and subject only, so that an alert survives edits of the configuration.</summary>
    private static string Fingerprint(string rule, string subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{rule}\n{subject}")))[..16] + ":1";

    private static JsonObject Message(string text) => new() { ["text"] = Shorten(text) };

    private static string Shorten(string text)
    {
        if (text.Length <= LongestText) return text;
        var length = LongestText - 1;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";
    }

    private static string Sentence(string text)
    {
        var plain = Plain.Text(text).Trim();
        return plain.EndsWith('.') || plain.Length == 0 ? plain : plain + ".";
    }

    /// <summary>The metric's id in the PascalCase that SARIF asks of a rule's name.</summary>
    private static string Name(Rule rule) =>
        string.Concat(rule.Metric.Id.Split('.', '_', '-').Where(p => p.Length > 0).Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    private static string Model(Verdict verdict)
    {
        var path = (verdict.Metrics.Evidence.FirstOrDefault(e => e.Role == "candidate") ?? verdict.Metrics.Evidence.FirstOrDefault(e => e.Path is not null))?.Path;
        var name = Path.GetFileNameWithoutExtension(path) is { } found && found.Trim('.').Length > 0 ? found : "model";
        return string.Concat(Plain.Text(name).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
    }

    /// <summary>Relative to the repository's root; a path from elsewhere says only the file's name.</summary>
    private static string RelativeUri(string path)
    {
        path = path.Replace('\\', '/');
        var inside = !Path.IsPathRooted(path) && !path.Split('/').Contains("..") && !path.Contains(':', StringComparison.Ordinal);
        if (!inside) path = path[(path.LastIndexOf('/') + 1)..];
        var uri = string.Join('/', path.Split('/').Where(p => p is not ("" or "." or "..")).Select(Uri.EscapeDataString));
        return uri.Length == 0 ? ConfigurationFile.DefaultName : uri;
    }
}
