using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules.Configuration;

namespace MoeGate.Rules;

/// <summary>A waiver that excused something, as a finding names it.</summary>
/// <param name="Subjects">How many subjects it excused.</param>
public sealed record Excuse(string Reason, DateOnly Expires, string? Owner, Place Place, int Subjects)
{
    /// <summary>As a finding's message says it.</summary>
    public string Text => $"waived until {Day.Text(Expires)}: {Reason}{(Owner is null ? "" : $" ({Owner})")}";
}

/// <summary>Holds waivers against violations: which of them excuse something today, and which nobody needs.</summary>
/// <param name="waivers">The waivers.</param>
/// <param name="today">The day, in UTC.</param>
/// <param name="isSelection">Whether only a part was measured, so that nothing is known of a waiver that excused nothing in it.</param>
internal sealed class Waiving(IReadOnlyList<Waiver> waivers, DateOnly today, bool isSelection)
{
    private readonly HashSet<Waiver> used = [];
    private readonly HashSet<Waiver> missed = [];

    /// <summary>Of the subjects beyond a limit those that a waiver excuses, each with its waiver.</summary>
    /// <param name="lapsed">Of a waiver that would have excused one of them and no longer does; null where there is none.</param>
    public IReadOnlyList<(SubjectValue Value, Waiver Waiver)> Excused(Rule rule, Assertion assertion, IEnumerable<SubjectValue> beyond, LayerShare layers, out string? lapsed)
    {
        var excused = new List<(SubjectValue, Waiver)>();
        lapsed = null;
        foreach (var value in beyond)
            if (Find(rule, assertion, value.Value, w => w.Selection.Matches(value.Subject, layers), ref lapsed) is { } waiver)
                excused.Add((value, waiver));
        return excused;
    }

    /// <summary>The waiver that excuses a figure over all these subjects together; one that is about some of them does not.</summary>
    /// <param name="lapsed">As above.</param>
    public Waiver? Excused(Rule rule, Assertion assertion, double actual, IEnumerable<Subject> subjects, LayerShare layers, out string? lapsed)
    {
        lapsed = null;
        return Find(rule, assertion, actual, w => w.Selection.IsEverything || subjects.Any() && subjects.All(s => w.Selection.Matches(s, layers)), ref lapsed);
    }

    /// <summary>Which waivers end soon, and which excuse nothing although their rule was judged.</summary>
    public IReadOnlyList<Notice> Notices(IReadOnlyList<Finding> findings)
    {
        var judged = findings.Where(f => f.Outcome is not (Outcome.NotApplicable or Outcome.NoData)).Select(f => f.Rule.Id).ToHashSet(StringComparer.Ordinal);
        var notices = new List<Notice>();
        foreach (var waiver in waivers)
        {
            var days = waiver.Expires.DayNumber - today.DayNumber;
            if (used.Contains(waiver) && days <= Waiver.NoticeDays)
                notices.Add(new Notice(false, $"the waiver of {waiver.Rule} ends {(days == 0 ? "today" : days == 1 ? "tomorrow" : $"in {days} days")}, on {Day.Text(waiver.Expires)}: {waiver.Reason}", waiver.Place));
            else if (!isSelection && !used.Contains(waiver) && !missed.Contains(waiver) && judged.Contains(waiver.Rule))
                notices.Add(new Notice(true, $"the waiver of {waiver.Rule}{(waiver.Selection.IsEverything ? "" : $" for {waiver.Selection.Text}")} {(IsLive(waiver) ? "excuses nothing" : $"expired on {Day.Text(waiver.Expires)} and nothing needs it")}: take it out", waiver.Place));
        }

        return notices;
    }

    private Waiver? Find(Rule rule, Assertion assertion, double value, Func<Waiver, bool> isAbout, ref string? lapsed)
    {
        var about = waivers.Where(w => w.Rule == rule.Id && isAbout(w)).ToList();
        if (about.Find(w => IsLive(w) && IsWithin(w, assertion, value)) is { } waiver)
        {
            used.Add(waiver);
            return waiver;
        }

        missed.UnionWith(about);
        if (about.Count > 0)
            lapsed ??= about.Find(IsLive) is { } exceeded
                ? $"beyond {Figure.Format(exceeded.Limit!.Value.Number, rule.Metric.Unit)}, the limit of the waiver at {Where(exceeded)}"
                : $"the waiver at {Where(about[^1])} expired on {Day.Text(about[^1].Expires)}";
        return null;
    }

    /// <summary>A message goes into documents that name no folder of a machine.</summary>
    private static Place Where(Waiver waiver) => waiver.Place with { Path = Plain.Portable(waiver.Place.Path ?? "") };

    private bool IsLive(Waiver waiver) => waiver.Expires >= today;

    private static bool IsWithin(Waiver waiver, Assertion assertion, double value) =>
        waiver.Limit is not { } limit || (assertion.Comparison.IsUpper ? value <= limit.Number : !assertion.Comparison.IsLower || value >= limit.Number);
}
