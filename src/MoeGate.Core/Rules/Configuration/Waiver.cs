using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Json;

namespace MoeGate.Rules.Configuration;

/// <summary>A stated excuse for a violation, in a file of its own so that code owners can own it.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Selection">The subjects it is about.</param>
/// <param name="Reason">Why it is excused.</param>
/// <param name="Expires">The last day on which it holds, in UTC.</param>
/// <param name="Limit">Beyond this value it holds no longer.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Waiver(string Rule, Selection Selection, string Reason, DateOnly Expires, Operand? Limit, string? Owner, Place Place)
{
    /// <summary>So many days before a waiver ends, its end is announced.</summary>
    public const int NoticeDays = 14;

    private static readonly ObjectShape Each = new("a waiver",
    [
        new("rule", Shape.Text, "The id of the rule that it waives.", Required: true),
        new("select", ConfigurationShape.Select, "The subjects that it is about; all where it is left out."),
        new("reason", Shape.Text, "Why the violation is excused.", Required: true),
        new("expires", Shape.Text, "The last day on which it holds, as YYYY-MM-DD in UTC.", Required: true),
        new("limit", Shape.OneOf(Shape.Text, Shape.Number), "A value beyond which it holds no longer."),
        new("owner", Shape.Text, "Who answers for it."),
    ]);

    /// <summary>The waiver file: a list of waivers, or an object with <c>waivers</c>.</summary>
    public static Shape FileShape { get; } = Shape.OneOf(
        Shape.ListOf(Each),
        new ObjectShape("the waiver file", [new("$schema", Shape.Text, "The schema of this file."), new("waivers", Shape.ListOf(Each), "The waivers.", Required: true)]));

    /// <summary>Reads and checks a waiver file against the rules that are in force.</summary>
    public static IReadOnlyList<Waiver> Read(JsonItem path, IReadOnlyList<Rule> rules)
    {
        var file = EvidencePath.Beside(path);
        InputFile.OnDisk(file.Path, file.Shown, InputKind.Configuration);
        var root = JsonFile.Read(file.Path, file.Shown, InputKind.Configuration);
        FileShape.Check(root);
        return [.. (root["waivers"] ?? root).Items.Select(item => Parse(item, rules))];
    }

    private static Waiver Parse(JsonItem item, IReadOnlyList<Rule> rules)
    {
        var id = item["rule"]!;
        var rule = rules.FirstOrDefault(r => r.Id == id.Text)
            ?? throw id.Error($"rule \"{id.Text}\" is not in force", Nearest.To(id.Text, rules.Select(r => r.Id)) is { } near ? $"did you mean {near}?" : "moegate rules lists them");
        var reason = item["reason"]!;
        if (string.IsNullOrWhiteSpace(reason.Text)) throw reason.Error("a waiver needs a reason");
        return new Waiver(
            rule.Id,
            item["select"] is { } select ? Selection.Parse(select) : Selection.Everything,
            reason.Text,
            Day.Parse(item["expires"]!),
            item["limit"] is { } limit ? ParseLimit(limit, rule) : null,
            item["owner"]?.Text,
            item.Place);
    }

    private static Operand ParseLimit(JsonItem item, Rule rule)
    {
        if (!rule.Assertions().Any(a => a.Assertion.Comparison.IsUpper || a.Assertion.Comparison.IsLower))
            throw item.Error($"rule {rule.Id} bounds no side, so there is nothing beyond a limit", "leave limit out");
        if (item.Kind == JsonKind.Number) return new Operand(item.Number, false, false);
        return Operand.Parse(item.Text.Trim(), rule.Metric.Unit, out var error) is { IsBaseline: false } operand
            ? operand
            : throw item.Error(error.What ?? "a waiver's limit is a number", error.Remedy);
    }
}
