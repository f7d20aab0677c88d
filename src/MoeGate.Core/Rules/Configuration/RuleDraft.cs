using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;
using MoeGate.Metrics;

namespace MoeGate.Rules.Configuration;

/// <summary>
/// A rule while packs and files are still being merged: for every key the value that wins, and where it stands. Building it
/// checks everything.
/// </summary>
public sealed class RuleDraft
{
    /// <summary>The levels of an assertion are merged one by one, so that a change of the warning leaves the error as it was.</summary>
    private const string AssertField = "assert.";

    private const string ErrorField = AssertField + "error";

    private const string WarningField = AssertField + "warning";

    private readonly Dictionary<string, JsonItem> fields;

    private RuleDraft(string id, string origin, Place place, Dictionary<string, JsonItem> fields)
    {
        Id = id;
        Origin = origin;
        Place = place;
        this.fields = fields;
    }

    public string Id { get; }

    /// <summary>The pack or file that stated it first.</summary>
    public string Origin { get; }

    public Place Place { get; }

    /// <summary>Every key that is stated, with the value that wins.</summary>
    public IEnumerable<(string Key, JsonItem Value)> Fields => ConfigurationShape.Rule.Keys
        .Where(k => fields.ContainsKey(k.Name))
        .Select(k => (k.Name, fields[k.Name]));

    /// <summary>The assertion's levels that are stated, with the value that wins; null switches a level off.</summary>
    public IEnumerable<(string Level, JsonItem Value)> Levels => new[] { ErrorField, WarningField }
        .Where(fields.ContainsKey)
        .Select(f => (f[AssertField.Length..], fields[f]));

    public bool IsEnabled => fields.GetValueOrDefault("enabled")?.Boolean ?? true;

    /// <param name="item">An object of the rule's shape.</param>
    /// <param name="origin">The pack or file that it stands in.</param>
    /// <param name="place">The rule's own place, or that of the <c>extends</c> entry that brought a built-in one in.</param>
    public static RuleDraft Of(JsonItem item, string origin, Place place)
    {
        var id = item["id"]!;
        if (!Rule.IsId(id.Text)) throw id.Error($"\"{id.Text}\" is not a rule id", "begin with a letter, then letters, digits, _ or -");
        var stated = item.Members.Where(m => m.Key != "assert").ToDictionary(m => m.Key, m => m.Value);
        if (item["assert"] is { Kind: JsonKind.Text } error) stated[ErrorField] = error;
        foreach (var level in item["assert"]?.Members ?? []) stated[AssertField + level.Key] = level.Value;
        return new RuleDraft(id.Text, origin, place, stated);
    }

    /// <summary>This rule with what a later file states of it.</summary>
    public RuleDraft With(RuleDraft later)
    {
        var merged = new Dictionary<string, JsonItem>(fields);
        foreach (var (key, value) in later.fields) merged[key] = value;
        return new RuleDraft(Id, Origin, later.Place, merged);
    }

    /// <exception cref="InputException">At the first thing in it that cannot be.</exception>
    public Rule Build()
    {
        var id = fields["id"];
        if (Id.StartsWith(Rule.BuiltInPrefix, StringComparison.Ordinal) && !RulePacks.BuiltInIds.Contains(Id))
            throw id.Error($"\"{Id}\": {Rule.BuiltInPrefix} is the prefix of built-in rules, and there is none of this id", Nearest.To(Id, RulePacks.BuiltInIds) is { } near ? $"did you mean {near}?" : "choose another prefix");
        var metric = Metric(id);
        var error = fields.GetValueOrDefault(ErrorField) is { Kind: JsonKind.Text } stated ? stated : null;
        var warning = fields.GetValueOrDefault(WarningField) is { Kind: JsonKind.Text } mild ? mild : null;
        if (error is null && warning is null) throw id.Error($"rule {Id} asserts nothing", "state assert: a string, or error, warning or both");

        var rule = new Rule
        {
            Id = Id,
            Metric = metric,
            Title = fields.GetValueOrDefault("title")?.Text ?? metric.Text.Title,
            Why = fields.GetValueOrDefault("why")?.Text ?? "",
            Error = error is null ? null : Assertion.Parse(error, metric),
            Warning = warning is null ? null : Assertion.Parse(warning, metric),
            Scope = ScopeOf(metric),
            Selection = fields.TryGetValue("select", out var select) ? Selection.Parse(select) : Selection.Everything,
            GroupBy = fields.GetValueOrDefault("groupBy")?.Text,
            Allow = fields.TryGetValue("allow", out var allow) ? Tolerance.Parse(allow) : null,
            OnNoData = fields.TryGetValue("onNoData", out var onNoData) ? (Level)Rules.Levels.Names.ToList().IndexOf(onNoData.Text) : Level.Error,
            Requires = fields.TryGetValue("requires", out var requires) ? requires.OneOrMany.Aggregate(EvidenceKind.None, (all, r) => all | EvidenceKinds.Parse(r.Text)) : EvidenceKind.None,
            Origin = Origin,
            Place = Place,
        };
        if (rule.Allow is not null && !rule.Assertions().Any(a => a.Assertion.Aggregate.IsEach))
            throw allow!.Error("allow goes with an each assertion", "write each in the assertion, or leave allow out");
        return rule;
    }

    private Metric Metric(JsonItem id)
    {
        var name = fields.GetValueOrDefault("metric") ?? throw id.Error($"rule {Id} lacks \"metric\"", "name what it judges");
        return Catalog.Find(name.Text) ?? throw name.Error($"metric \"{name.Text}\" is not known", Catalog.Hint(name.Text));
    }

    private Scope ScopeOf(Metric metric)
    {
        if (!fields.TryGetValue("scope", out var item)) return metric.Home;
        var scope = (Scope)Scopes.Names.ToList().IndexOf(item.Text);
        return metric.Scopes.Contains(scope)
            ? scope
            : throw item.Error($"{metric.Id} is not measured per {item.Text}", "it is measured per " + string.Join(" and ", metric.Scopes.Select(s => s.Name())));
    }
}
