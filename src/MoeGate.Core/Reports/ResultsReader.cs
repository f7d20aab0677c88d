using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;
using MoeGate.Metrics.Sharding;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>Reads a results document back: its measurements, to judge them without the model, or the whole verdict, to report it anew.</summary>
public static class ResultsReader
{
    /// <summary>What to do about a document that somebody has changed.</summary>
    internal const string AsWritten = "give the document as moegate wrote it";

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
        new("baseline", Shape.Number, "What the baseline had."),
        new("baselineStderr", Shape.Number, "The standard error of the baseline's value."),
        new("at", Shape.Text, "Where an extreme stands."),
        new("note", Shape.Text, "What belongs to the figure in words."),
        new("of", Shape.Text, "Which error it measures."),
        new("items", Shape.ListOf(item), "A list behind the value."),
    ]);

    private static readonly ObjectShape shard = new("shard",
    [
        new("index", Shape.Number, "Which shard, from 1.", Required: true),
        new("of", Shape.Number, "Of how many.", Required: true),
        new("plan", Shape.Text, "The SHA-256 of the plan by which the work was divided.", Required: true),
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

    private static readonly ObjectShape excuse = new("a waiver",
    [
        new("reason", Shape.Text, "Why the violation is excused.", Required: true),
        new("expires", Shape.Text, "The last day on which it holds, in UTC.", Required: true),
        new("owner", Shape.Text, "Who answers for it."),
        new("subjects", Shape.Number, "How many subjects it excused.", Required: true),
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
        new("baseline", Shape.Number, "What the baseline had in the place of actual."),
        new("judged", Shape.Number, ""),
        new("beyond", Shape.Number, ""),
        new("leftOut", Shape.Number, ""),
        new("new", Shape.Number, "Subjects that the baseline does not have."),
        new("worst", Shape.ListOf(new ObjectShape("a worst subject", [new("subject", Shape.Text, "", Required: true), new("value", Shape.Number, "", Required: true), new("at", Shape.Text, "The place within the subject."), new("baseline", Shape.Number, "What it was in the baseline.")])), ""),
        new("waivers", Shape.ListOf(excuse), "The waivers that excused subjects of it."),
        new("message", Shape.Text, "", Required: true),
    ]);

    private static readonly ObjectShape notice = new("a notice",
    [
        new("level", Shape.Words("warning", "note"), "", Required: true),
        new("message", Shape.Text, "", Required: true),
        new("file", Shape.OneOf(Shape.Text, Shape.Null), ""),
        new("line", Shape.Number, ""),
        new("column", Shape.Number, ""),
    ]);

    /// <summary>The document's shape, which its schema is made from.</summary>
    public static ObjectShape Document { get; } = new("the results document",
    [
        new("schema", Shape.Words(JsonReport.Schema), "The document's kind and version.", Required: true),
        new("tool", new ObjectShape("tool", [new("name", Shape.Text, ""), new("version", Shape.Text, "", Required: true)]), "What wrote it.", Required: true),
        new("shard", shard, "Of a part that moegate merge is to put together with the others: which it is."),
        new("modelLayers", Shape.Number, "Layers of the model, where they are known."),
        new("evidence", Shape.ListOf(IdentityJson.Shape), "What was judged.", Required: true),
        new("configuration", Shape.OneOf(Shape.Text, Shape.Null), "The configuration file."),
        new("verdict", Shape.Words("pass", "fail", "undecided"), "The verdict."),
        new("exitCode", Shape.Number, "The exit code."),
        new("rules", Shape.ListOf(rule), "The rules that were held against the measurements."),
        new("findings", Shape.ListOf(finding), "What became of each rule, passes included."),
        new("notices", Shape.ListOf(notice), "What there is to say beside the findings."),
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

    /// <summary>The measurements of a document that may be a part, and what wrote it.</summary>
    /// <exception cref="InputException">As <see cref="Read"/>.</exception>
    internal static (MetricSet Metrics, string Version) ReadPart(EvidencePath file)
    {
        var root = Load(file);
        return (Measurements(root), root["tool"]!["version"]!.Text);
    }

    /// <summary>The whole verdict of a document.</summary>
    /// <exception cref="InputException">As <see cref="Read"/>; also a document of measurements without a verdict.</exception>
    public static Verdict ReadVerdict(EvidencePath file)
    {
        var root = Load(file);
        MustBeNoPart(root);
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
            Notices = [.. root["notices"]?.Items.Select(n => new Notice(n["level"]!.Text == Level.Warning.Name(), n["message"]!.Text, ReadPlace(n))) ?? []],
            Baseline = ReadBaseline(root),
        };
    }

    private static MetricSet ReadMetrics(JsonItem root)
    {
        MustBeNoPart(root);
        var metrics = Measurements(root);
        return WhyNotWhole(metrics) is { } why ? throw root["measurements"]!.Error(why, AsWritten) : metrics;
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
        var identities = root["evidence"]!.Items.Select(IdentityJson.Read).ToList();
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

        return new MetricSet(measurements, identities, kinds) { ModelLayers = root["modelLayers"] is { } layers ? (int)layers.Number : null, Shard = ReadShard(root) };
    }

    private static Shard? ReadShard(JsonItem root)
    {
        if (root["shard"] is not { } shard) return null;
        var (index, of, plan) = (shard["index"]!.Number, shard["of"]!.Number, shard["plan"]!);
        if (index != Math.Floor(index) || of != Math.Floor(of) || Math.Abs(index) > ShardNumber.Most || Math.Abs(of) > ShardNumber.Most || ShardNumber.From((long)index, (long)of) is not { } number)
            throw shard.Error("there is no such shard", AsWritten);
        if (plan.Text.Length != 64 || !plan.Text.All(char.IsAsciiHexDigitLower)) throw plan.Error("is not the SHA-256 of a plan", AsWritten);
        return new Shard(number, plan.Text);
    }

    private static void MustBeNoPart(JsonItem root)
    {
        if (ReadShard(root) is { } shard) throw root["shard"]!.Error($"is {shard.Number} and not the whole", "put all of them together with moegate merge first");
    }

    /// <summary>
    /// Why measurements are not as they were made; null where they are. Every metric is measured per what it says, one of the statistics
    /// at every layer, if at all, and the model's reading follows from those of its layers: a row that was taken out or renamed would go
    /// unnoticed by the rules.
    /// </summary>
    internal static string? WhyNotWhole(MetricSet metrics)
    {
        if (metrics.All.FirstOrDefault(m => !m.Metric.Scopes.Contains(m.Subject.Scope)) is { } strange)
            return $"{strange.Metric.Id} is not measured per {strange.Subject.Scope.Name()}, as which \"{strange.Subject}\" reads";

        var byMetric = metrics.All.Where(m => m.Subject.Scope == Scope.Layer).ToLookup(m => m.Metric);
        if (metrics.All.FirstOrDefault(m => m.Subject == Subject.Model && m.Metric.Joined([m.Reading], [.. byMetric[m.Metric]]) is { } joined && !IsAlike(joined, m.Reading)) is { } astray)
            return $"{astray.Metric.Id} of the model does not follow from its layers";

        var profile = byMetric.Where(g => g.Key is LayerMetric).ToList();
        var all = profile.SelectMany(g => g).DistinctBy(m => m.Subject).Count();
        return profile.Find(g => g.Count() != all) is { } partial ? $"{partial.Key.Id} is there for {partial.Count()} of {all} subjects" : null;
    }

    private static bool IsAlike(Reading one, Reading other) => one.Value.Equals(other.Value) && one.Unavailable?.Kind == other.Unavailable?.Kind;

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
            Place = ReadPlace(r),
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
            New = (int)(f["new"]?.Number ?? 0),
            Worst = [.. f["worst"]?.Items.Select(w => new SubjectValue(Subject.Parse(w["subject"]!.Text), w["value"]!.Number, w["at"]?.Text, w["baseline"]?.Number)) ?? []],
            Baseline = f["baseline"]?.Number,
            Excuses = [.. f["waivers"]?.Items.Select(ReadExcuse) ?? []],
            Message = f["message"]!.Text,
        };
    }

    private static Excuse ReadExcuse(JsonItem w) =>
        new(w["reason"]!.Text, Day.Parse(w["expires"]!), w["owner"]?.Text, ReadPlace(w), (int)w["subjects"]!.Number);

    /// <summary>The figures that these were compared with; null where there were none.</summary>
    private static MetricSet? ReadBaseline(JsonItem root)
    {
        var then = root["measurements"]!.Items.Where(m => m["baseline"] is not null).ToList();
        if (then.Count == 0) return null;
        return new MetricSet(
            then.Select(m => new Measurement(FindMetric(m["metric"]!), Subject.Parse(m["subject"]!.Text).OfType(m["type"]?.Text), Reading.Of(m["baseline"]!.Number) with { Stderr = m["baselineStderr"]?.Number })),
            [],
            EvidenceKind.None);
    }

    private static Place ReadPlace(JsonItem item) =>
        new(item["file"] is { Kind: JsonKind.Text } path ? path.Text : null, (int)(item["line"]?.Number ?? 0), (int)(item["column"]?.Number ?? 0));

    private static Metric FindMetric(JsonItem id) =>
        Catalog.Find(id.Text) ?? throw id.Error($"metric \"{id.Text}\" is not known to this version", Catalog.Hint(id.Text));
}
