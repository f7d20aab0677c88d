using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>Reads a results document back: its measurements, to judge them without the model, or the whole verdict, to report it anew.</summary>
public static class ResultsReader
{
    private static readonly ObjectShape item = new("an item", [new("index", Shape.Text, "", Required: true), new("value", Shape.Number, "", Required: true)]);

    private static readonly ObjectShape unavailable = new("unavailable",
    [
        new("kind", Shape.Words(Absences.Names), "exact, notApplicable or missing.", Required: true),
        new("reason", Shape.Text, "Why, in words.", Required: true),
    ]);

    private static readonly ObjectShape measurement = new("a measurement",
    [
        new("metric", Shape.Text, "The metric's id.", Required: true),
        new("subject", Shape.Text, "What it is about.", Required: true),
        new("type", Shape.Text, "The type that a tensor is stored in."),
        new("value", Shape.Number, "A finite number."),
        new("unit", Shape.Text, "The metric's unit."),
        new("unavailable", unavailable, "Why there is no value."),
        new("expected", Shape.Number, "What chance alone would give."),
        new("stderr", Shape.Number, "The value's standard error."),
        new("at", Shape.Text, "Where an extreme stands."),
        new("note", Shape.Text, "What belongs to the figure in words."),
        new("of", Shape.Text, "Which error it measures."),
        new("items", Shape.ListOf(item), "A list behind the value."),
    ]);

    private static readonly ObjectShape evidence = new("evidence",
    [
        new("role", Shape.Words([.. EvidenceKinds.Names, EvidenceIdentity.Selection, EvidenceIdentity.Sample]), "Which kind of evidence.", Required: true),
        new("path", Shape.Text, "As it was given."),
        new("value", Shape.Text, "For evidence that is no file: what it is; for an evaluation: its name."),
        new("bytes", Shape.Number, "Size on disk."),
        new("format", Shape.Text, "What it turned out to be."),
    ]);

    private static readonly ObjectShape rule = new("a rule",
    [
        new("id", Shape.Text, "", Required: true),
        new("metric", Shape.Text, "", Required: true),
        new("title", Shape.Text, "", Required: true),
        new("why", Shape.Text, "", Required: true),
        new("error", Shape.OneOf(Shape.Text, Shape.Null), ""),
        new("warning", Shape.OneOf(Shape.Text, Shape.Null), ""),
        new("origin", Shape.Text, ""),
        new("file", Shape.OneOf(Shape.Text, Shape.Null), ""),
        new("line", Shape.Number, ""),
        new("column", Shape.Number, ""),
    ]);

    private static readonly ObjectShape finding = new("a finding",
    [
        new("rule", Shape.Text, "The rule's id.", Required: true),
        new("level", Shape.Words(Levels.Names), "", Required: true),
        new("outcome", Shape.Words(Outcomes.Names), "", Required: true),
        new("metric", Shape.Text, "", Required: true),
        new("subject", Shape.Text, "", Required: true),
        new("group", Shape.Text, ""),
        new("actual", Shape.Number, ""),
        new("unit", Shape.Text, ""),
        new("limit", Shape.Text, ""),
        new("judged", Shape.Number, ""),
        new("beyond", Shape.Number, ""),
        new("leftOut", Shape.Number, ""),
        new("worst", Shape.ListOf(new ObjectShape("a worst subject", [new("subject", Shape.Text, "", Required: true), new("value", Shape.Number, "", Required: true), new("at", Shape.Text, "The place within the subject.")])), ""),
        new("message", Shape.Text, "", Required: true),
    ]);

    /// <summary>The document's shape, which its schema is made from.</summary>
    public static ObjectShape Document { get; } = new("the results document",
    [
        new("schema", Shape.Words(JsonReport.Schema), "The document's kind and version.", Required: true),
        new("tool", new ObjectShape("tool", [new("name", Shape.Text, ""), new("version", Shape.Text, "", Required: true)]), "What wrote it.", Required: true),
        new("modelLayers", Shape.Number, "Layers of the model, where they are known."),
        new("evidence", Shape.ListOf(evidence), "What was judged.", Required: true),
        new("configuration", Shape.OneOf(Shape.Text, Shape.Null), "The configuration file."),
        new("verdict", Shape.Words("pass", "fail", "undecided"), "The verdict."),
        new("exitCode", Shape.Number, "The exit code."),
        new("rules", Shape.ListOf(rule), "The rules that were held against the measurements."),
        new("findings", Shape.ListOf(finding), "What became of each rule, passes included."),
        new("measurements", Shape.ListOf(measurement), "Every value, sorted by subject, then metric.", Required: true),
    ]);

    /// <summary>The measurements of a document, as if they had just been made.</summary>
    /// <exception cref="InputException">Missing, malformed, of another schema, an unknown metric, a measurement twice.</exception>
    public static MetricSet Read(EvidencePath file) => ReadMetrics(Load(file));

    /// <summary>The same of a document that stands within another.</summary>
    internal static MetricSet ReadWithin(JsonItem document)
    {
        Document.Check(document);
        return ReadMetrics(document);
    }

    /// <summary>The whole verdict of a document.</summary>
    /// <exception cref="InputException">As <see cref="Read"/>; also a document of measurements without a verdict.</exception>
    public static Verdict ReadVerdict(EvidencePath file)
    {
        var root = Load(file);
        var verdict = root["verdict"];
        if (verdict is null || root["exitCode"] is null || root["rules"] is null || root["findings"] is null)
            throw root.Error("holds measurements without a verdict", "judge them with moegate check --metrics FILE");
        var rules = root["rules"]!.Items.Select(ReadRule).DistinctBy(r => r.Id).ToDictionary(r => r.Id);
        return new Verdict
        {
            Decision = Enum.Parse<Decision>(verdict.Text, ignoreCase: true),
            ExitCode = (int)root["exitCode"]!.Number,
            Configuration = root["configuration"] is { Kind: JsonKind.Text } configuration ? configuration.Text : null,
            Version = root["tool"]!["version"]!.Text,
            Metrics = Measurements(root),
            Findings = [.. root["findings"]!.Items.Select(f => ReadFinding(f, rules))],
        };
    }

    private static MetricSet ReadMetrics(JsonItem root)
    {
        var metrics = Measurements(root);
        MustBeWhole(root, metrics.All);
        return metrics;
    }

    private static JsonItem Load(EvidencePath file)
    {
        var root = JsonFile.Read(file.Path, file.Shown, InputKind.Evidence);
        if (root.Kind == JsonKind.Object && root["schema"] is null) throw root.Error("is not a results document: it has no \"schema\"", "give a file that moegate measure or check --report json wrote");
        Document.Check(root);
        return root;
    }

    private static MetricSet Measurements(JsonItem root)
    {
        var identities = root["evidence"]!.Items.Select(e => new EvidenceIdentity(
            e["role"]!.Text, e["path"]?.Text, e["bytes"] is { } bytes ? (long)bytes.Number : null, e["format"]?.Text, e["value"]?.Text)).ToList();
        var kinds = identities.Where(i => EvidenceKinds.Names.Contains(i.Role)).Aggregate(EvidenceKind.None, (all, i) => all | EvidenceKinds.Parse(i.Role));
        if (kinds.HasFlag(EvidenceKind.Plan)) kinds |= EvidenceKind.Keep;

        var seen = new HashSet<(string, string)>();
        var measurements = new List<Measurement>();
        foreach (var m in root["measurements"]!.Items)
        {
            var metric = FindMetric(m["metric"]!);
            var subject = Subject.Parse(m["subject"]!.Text).OfType(m["type"]?.Text);
            if (!seen.Add((metric.Id, subject.Name))) throw m.Error($"duplicate measurement of {metric.Id} for {subject}");
            measurements.Add(new Measurement(metric, subject, ReadReading(m, metric)));
        }

        return new MetricSet(measurements, identities, kinds) { ModelLayers = root["modelLayers"] is { } layers ? (int)layers.Number : null };
    }

    /// <summary>
    /// A metric of layers is measured at every layer, if at all, and every metric per what it says: a row that was taken out or
    /// renamed would go unnoticed by the rules.
    /// </summary>
    private static void MustBeWhole(JsonItem root, IReadOnlyList<Measurement> measurements)
    {
        if (measurements.FirstOrDefault(m => !m.Metric.Scopes.Contains(m.Subject.Scope)) is { } strange)
            throw root["measurements"]!.Error($"{strange.Metric.Id} is not measured per {strange.Subject.Scope.Name()}, as which \"{strange.Subject}\" reads", "give the document as moegate wrote it");

        var byMetric = measurements.Where(m => m.Metric.Home == Scope.Layer && m.Subject.Scope == Scope.Layer).ToLookup(m => m.Metric, m => m.Subject);
        var all = byMetric.SelectMany(g => g).Distinct().Count();
        if (byMetric.FirstOrDefault(g => g.Count() != all) is { } partial)
            throw root["measurements"]!.Error($"{partial.Key.Id} is there for {partial.Count()} of {all} subjects", "give the document as moegate wrote it");
    }

    private static Reading ReadReading(JsonItem m, Metric metric)
    {
        if (m["value"] is null == m["unavailable"] is null) throw m.Error("has to have either a value or a reason why there is none");
        if (m["unit"] is { } unit && unit.Text != metric.Unit.Name) throw unit.Error($"{metric.Id} is measured in {metric.Unit.Name}, not in {unit.Text}");
        var reason = m["unavailable"]?["reason"]?.Text ?? "";
        var reading = m["value"] is { } value ? Reading.Of(value.Number) : m["unavailable"]!["kind"]!.Text switch
        {
            "exact" => Reading.Exact(reason),
            "notApplicable" => Reading.NotApplicable(reason),
            _ => Reading.Missing(reason),
        };
        return reading with
        {
            Expected = m["expected"]?.Number,
            Stderr = m["stderr"]?.Number,
            At = m["at"]?.Text,
            Note = m["note"]?.Text,
            ErrorOf = m["of"]?.Text,
            Items = [.. m["items"]?.Items.Select(i => new Item(i["index"]!.Text, i["value"]!.Number)) ?? []],
        };
    }

    private static Rule ReadRule(JsonItem r)
    {
        var metric = FindMetric(r["metric"]!);
        var id = r["id"]!;
        if (!Rule.IsId(id.Text)) throw id.Error($"\"{id.Text}\" is not a rule id");
        return new Rule
        {
            Id = id.Text,
            Metric = metric,
            Title = r["title"]!.Text,
            Why = r["why"]!.Text,
            Error = r["error"] is { Kind: JsonKind.Text } error ? Assertion.Parse(error, metric) : null,
            Warning = r["warning"] is { Kind: JsonKind.Text } warning ? Assertion.Parse(warning, metric) : null,
            Origin = r["origin"]?.Text ?? "",
            Place = new Place(r["file"] is { Kind: JsonKind.Text } path ? path.Text : null, (int)(r["line"]?.Number ?? 0), (int)(r["column"]?.Number ?? 0)),
        };
    }

    private static Finding ReadFinding(JsonItem f, Dictionary<string, Rule> rules)
    {
        var id = f["rule"]!;
        var owner = rules.GetValueOrDefault(id.Text) ?? throw id.Error($"rule \"{id.Text}\" is not among the document's rules");
        var limit = f["limit"] is { } text ? Assertion.Parse(text, owner.Metric) : null;
        return new Finding
        {
            Rule = owner,
            Level = (Level)Levels.Names.ToList().IndexOf(f["level"]!.Text),
            Outcome = (Outcome)Outcomes.Names.ToList().IndexOf(f["outcome"]!.Text),
            Subject = Subject.Parse(f["subject"]!.Text),
            Group = f["group"]?.Text,
            Actual = f["actual"]?.Number,
            Unit = limit is { Aggregate.IsCount: true } ? Unit.None : owner.Metric.Unit,
            Limit = limit,
            Judged = (int)(f["judged"]?.Number ?? 0),
            Beyond = (int)(f["beyond"]?.Number ?? 0),
            LeftOut = (int)(f["leftOut"]?.Number ?? 0),
            Worst = [.. f["worst"]?.Items.Select(w => new SubjectValue(Subject.Parse(w["subject"]!.Text), w["value"]!.Number, w["at"]?.Text)) ?? []],
            Message = f["message"]!.Text,
        };
    }

    private static Metric FindMetric(JsonItem id) =>
        Catalog.Find(id.Text) ?? throw id.Error($"metric \"{id.Text}\" is not known to this version", Catalog.Hint(id.Text));
}
