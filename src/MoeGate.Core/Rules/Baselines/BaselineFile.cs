using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;

namespace MoeGate.Rules.Baselines;

/// <summary>Reads a baseline, <c>moegate.baseline/1</c>.</summary>
public static class BaselineFile
{
    public const string Schema = "moegate.baseline/1";

    private const string Advice = "give a file that moegate baseline save wrote";

    private static readonly ObjectShape acceptance = new("an acceptance",
    [
        new("date", Shape.Text, "The day, in UTC.", Required: true),
        new("version", Shape.Text, "The version of the tool.", Required: true),
        new("reason", Shape.Text, "Why the figures were taken.", Required: true),
        new("changed", Shape.Number, "Figures that became others.", Required: true),
        new("new", Shape.Number, "Figures that were not there before.", Required: true),
        new("gone", Shape.Number, "Figures that are no longer there.", Required: true),
    ]);

    private static readonly ObjectShape definition = new("a metric",
    [
        new("id", Shape.Text, "The metric's id.", Required: true),
        new("definition", Shape.Number, "Which definition of it was measured.", Required: true),
    ]);

    private static readonly ObjectShape measurement = new("a measurement",
    [
        new("metric", Shape.Text, "The metric's id.", Required: true),
        new("subject", Shape.Text, "What it is about.", Required: true),
        new("type", Shape.Text, "The type that a tensor is stored in."),
        new("value", Shape.Number, "A finite number."),
        new("unit", Shape.Text, "The metric's unit."),
        new("stderr", Shape.Number, "The value's standard error."),
        new("exact", Shape.Text, "In place of a value: why there was no error at all."),
    ]);

    /// <summary>The document's shape, which its schema is made from.</summary>
    public static ObjectShape Document { get; } = new("the baseline",
    [
        new("schema", Shape.Words(Schema), "The document's kind and version.", Required: true),
        new("tool", new ObjectShape("tool", [new("name", Shape.Text, ""), new("version", Shape.Text, "", Required: true)]), "What measured it.", Required: true),
        new("history", Shape.ListOf(acceptance), "Each time that figures were accepted, the first time first.", Required: true),
        new("modelLayers", Shape.Number, "Layers of the model, where they are known."),
        new("evidence", Shape.ListOf(IdentityJson.Shape), "What was measured, and with what.", Required: true),
        new("metrics", Shape.ListOf(definition), "The metrics, and the definitions by which they were measured.", Required: true),
        new("measurements", Shape.ListOf(measurement), "The figures, sorted by subject, then metric.", Required: true),
    ]);

    /// <exception cref="InputException">Missing, malformed, of another schema, a figure twice or in another unit.</exception>
    public static Baseline Read(EvidencePath file)
    {
        InputFile.RefuseUrl(file.Path);
        if (!File.Exists(file.Path) && !Directory.Exists(file.Path))
            InputException.Throw(InputKind.Evidence, new Place(file.Shown), "no such baseline", "moegate baseline save writes it");
        var root = JsonFile.Read(file.Path, file.Shown, InputKind.Evidence);
        if (root.Kind != JsonKind.Object || root["schema"] is not { Kind: JsonKind.Text } schema) throw root.Error("is not a baseline: it has no \"schema\"", Advice);
        if (schema.Text != Schema) throw schema.Error($"\"{schema.Text}\" is not {Schema}", schema.Text.StartsWith("moegate.results/", StringComparison.Ordinal) ? "make a baseline of results with moegate baseline save --metrics FILE" : Advice);
        Document.Check(root);

        var identities = root["evidence"]!.Items.Select(IdentityJson.Read).ToList();
        var metrics = new MetricSet(Measurements(root), identities, EvidenceKind.None)
        {
            ModelLayers = root["modelLayers"] is { } layers ? Whole(layers) : null,
        };
        return new Baseline(file.Shown, root["tool"]!["version"]!.Text, metrics, Definitions(root, metrics), Unknown(root), [.. root["history"]!.Items.Select(Acceptance)]);
    }

    private static IEnumerable<Measurement> Measurements(JsonItem root)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var m in root["measurements"]!.Items)
        {
            // What a later version no longer measures is not compared, and is no fault of the file.
            if (Catalog.Find(m["metric"]!.Text) is not { } metric) continue;
            var subject = Subject.Parse(m["subject"]!.Text).OfType(m["type"]?.Text);
            if (!seen.Add((metric.Id, subject.Name))) throw m.Error($"{metric.Id} of {subject} is there twice", "save the baseline anew");
            if (!metric.Scopes.Contains(subject.Scope)) throw m["subject"]!.Error($"{metric.Id} is not measured per {subject.Scope.Name()}", "save the baseline anew");
            if (m["value"] is null == m["exact"] is null) throw m.Error("has to have either a value or the reason why it is exact", "save the baseline anew");
            if (m["unit"] is { } unit && unit.Text != metric.Unit.Name) throw unit.Error($"{metric.Id} is measured in {metric.Unit.Name}, not in {unit.Text}", "save the baseline anew");
            var reading = m["value"] is { } value ? Reading.Of(value.Number) : Reading.Exact(m["exact"]!.Text);
            yield return new Measurement(metric, subject, reading with { Stderr = m["stderr"]?.Number });
        }
    }

    private static IReadOnlyList<string> Unknown(JsonItem root) =>
        [.. root["measurements"]!.Items.Select(m => m["metric"]!.Text).Distinct().Where(id => Catalog.Find(id) is null)];

    private static Dictionary<string, int> Definitions(JsonItem root, MetricSet metrics)
    {
        var definitions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var metric in root["metrics"]!.Items)
            if (!definitions.TryAdd(metric["id"]!.Text, Whole(metric["definition"]!)))
                throw metric.Error($"{metric["id"]!.Text} is there twice", "save the baseline anew");
        if (metrics.All.FirstOrDefault(m => !definitions.ContainsKey(m.Metric.MeasuredBy.Id)) is { } undefined)
            throw root["metrics"]!.Error($"does not say by which definition {undefined.Metric.MeasuredBy.Id} was measured", "save the baseline anew");
        return definitions;
    }

    private static Acceptance Acceptance(JsonItem item) =>
        new(Day.Parse(item["date"]!), item["version"]!.Text, item["reason"]!.Text, Whole(item["changed"]!), Whole(item["new"]!), Whole(item["gone"]!));

    private static int Whole(JsonItem item) =>
        item.Number == Math.Floor(item.Number) && item.Number is >= 0 and <= int.MaxValue ? (int)item.Number : throw item.Unexpected("a whole number from 0");
}
