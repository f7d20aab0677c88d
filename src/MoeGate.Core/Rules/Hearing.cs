using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>One group of subjects, held against the assertions of its rule.</summary>
/// <param name="rule">The rule.</param>
/// <param name="group">The group's name; null where all subjects are one.</param>
/// <param name="selected">The subjects that are meant.</param>
/// <param name="layers">Where each layer stands among the others.</param>
/// <param name="waiving">Waivers, which may excuse a violation.</param>
internal sealed class Hearing(Rule rule, string? group, IReadOnlyList<Measurement> selected, LayerShare layers, Waiving waiving)
{
    /// <summary>The baseline's side; null where the rule asks for none.</summary>
    public Earlier? Earlier { get; init; }

    /// <summary>
    /// The finding: a proven violation of the error, else no data, else a violation of the warning, else what was waived, else pass. A warning
    /// does not hide that the error could not be ruled out.
    /// </summary>
    public Finding Finding()
    {
        var findings = rule.Assertions().Select(a => Against(a.Level, a.Assertion)).ToList();
        if (findings.Find(f => f.Outcome == Outcome.Fail) is { } failed) return failed;
        if (findings.Find(f => f.Outcome == Outcome.NoData) is { } withoutData) return withoutData;

        var warned = findings.Find(f => f.Outcome == Outcome.Warning);
        if (Lacking() is not var (subject, why) || warned is not null && rule.OnNoData != Level.Error)
        {
            // A warning does not hide what was waived either.
            var waived = findings.Find(f => f.Outcome == Outcome.Waived);
            return warned is null ? waived ?? findings[0]
                : waived is null ? warned
                : warned with { Excuses = waived.Excuses, Message = $"{warned.Message}; besides, {waived.Message}" };
        }

        if (warned is not null) why += $"; besides, {warned.Message}";
        return Findless.NoData(rule, subject, why) with { Group = group };
    }

    /// <summary>A subject without the value that it should have, and why; null where there is none.</summary>
    private (Subject Subject, string Why)? Lacking()
    {
        var missing = selected.Where(m => m.Reading.Unavailable?.Kind == Absence.Missing).ToList();
        if (missing.Count > 0)
            return (missing[0].Subject, missing[0].Reading.Unavailable!.Reason + (missing.Count == 1 ? "" : $" ({missing.Count} of {selected.Count} subjects lack a value)"));
        foreach (var subject in selected.Select(m => m.Subject))
            if (Earlier?.Incomparable(subject) is { } incomparable)
                return (subject, incomparable);
        if (Earlier is not { Gone: [var gone, ..] all } || !rule.Assertions().Any(a => a.Assertion is { Operand.IsBaseline: true, Aggregate.IsCount: false })) return null;
        var others = all.Count == 1 ? "" : $" (and {all.Count - 1} more)";
        return (gone.Subject, $"{Earlier.Fate(gone)}{others}; if that is meant, moegate baseline accept --reason takes it in");
    }

    private Finding Against(Level level, Assertion assertion)
    {
        var aggregate = assertion.Aggregate;
        var sides = Sides.Of(rule, selected, assertion, Earlier);
        var finding = new Finding
        {
            Rule = rule,
            Outcome = Outcome.Pass,
            Level = level,
            Subject = Subject.Model,
            Group = group,
            Unit = aggregate.IsCount ? Unit.None : rule.Metric.Unit,
            Limit = assertion,
            Judged = sides.Values.Count + sides.Exact,
            LeftOut = sides.LeftOut,
            Baseline = sides.Then,
            New = sides.New,
            Message = "",
        };
        if (sides.Values.Count == 0 && !aggregate.IsCount) return WithoutValues(finding, sides);

        var whole = Weigh(finding, sides, assertion, sides.Subjects);
        if (whole.Outcome is not (Outcome.Fail or Outcome.Warning)) return whole;
        return assertion.BoundsEach ? OfEach(whole, sides, assertion) : OfAll(whole, assertion);
    }

    /// <summary>A violation of single subjects, of which waivers may excuse some.</summary>
    private Finding OfEach(Finding whole, Sides sides, Assertion assertion)
    {
        var excused = waiving.Excused(rule, assertion, sides.Ordered(assertion.Comparison).Where(v => !v.Holds(assertion.Comparison)).Select(v => v.Of), layers, out var lapsed);
        if (excused.Count == 0) return Lapsed(whole, lapsed);
        IReadOnlyList<Excuse> excuses = [.. excused.GroupBy(e => e.Waiver).Select(g => new Excuse(g.Key.Reason, g.Key.Expires, g.Key.Owner, g.Key.Place, g.Count()))];
        var rest = sides.Without(excused.Select(e => e.Value));
        var found = rest.Values.Count == 0 ? null : Weigh(whole, rest, assertion, sides.Subjects);
        if (found is { Outcome: not Outcome.Pass }) return Lapsed(found with { Excuses = excuses, Message = $"{found.Message}; {excused.Count} more waived" }, lapsed);
        return whole with { Outcome = Outcome.Waived, Excuses = excuses, Message = $"{whole.Message}; {excuses[0].Text}{(excuses.Count == 1 ? "" : $", and {excuses.Count - 1} more waivers")}" };
    }

    /// <summary>What is to be said where nothing has a value.</summary>
    private Finding WithoutValues(Finding finding, Sides sides)
    {
        if (sides.Exact > 0) return finding with { Message = $"{rule.Metric.Id}: exact, which satisfies every bound" };
        if (sides.New > 0)
            return Findless.NotApplicable(rule, $"new: the baseline has no such figure{(sides.New == 1 ? "" : "s")}, and moegate baseline accept --reason takes {(sides.New == 1 ? "it" : "them")} in") with { Group = group };
        var why = selected.Select(m => m.Reading.Unavailable?.Reason).FirstOrDefault() ?? "nothing is left to judge";
        return Findless.NotApplicable(rule, why) with { Group = group, LeftOut = sides.LeftOut };
    }

    /// <param name="finding">What is known already.</param>
    /// <param name="sides">The values that count.</param>
    /// <param name="assertion">What they are held against.</param>
    /// <param name="subjects">How many subjects there are with those that were excused, of which shares are taken.</param>
    private Finding Weigh(Finding finding, Sides sides, Assertion assertion, int subjects)
    {
        var (aggregate, comparison) = (assertion.Aggregate, assertion.Comparison);
        var ordered = aggregate.IsCount ? [] : sides.Ordered(comparison).ToList();
        var beyond = ordered.Where(v => !v.Holds(comparison)).ToList();
        var lost = ordered.Find(v => v.WasExact);
        var isLost = lost.WasExact;
        var actual = aggregate.IsCount ? sides.Values.Count + sides.Exact + sides.Missing
            : isLost ? lost.Of.Value
            : aggregate.IsEach ? ordered[0].Of.Value
            : aggregate.Of(sides.Numbers);
        var limit = aggregate.IsEach && ordered.Count > 0 ? ordered[0].Limit : sides.Limit;
        if (!double.IsFinite(actual) || !isLost && !double.IsFinite(limit))
            return Findless.NoData(rule, Subject.Model, $"the values are too large for their {aggregate.Name}") with { Group = group };

        var allowed = rule.Allow?.Of(subjects) ?? 0;
        var violated = aggregate.IsEach ? beyond.Count > allowed : isLost || !comparison.Holds(actual, limit);

        // With values missing only that is proven which no further value could undo; a count counts what is gone.
        var unseen = sides.Missing + (assertion.Operand.IsBaseline && !aggregate.IsCount ? Earlier!.Gone.Count : 0);
        if (violated && unseen > 0 && !assertion.BoundsEach && !isLost)
            violated = aggregate.IsCount && comparison.IsUpper && !comparison.Holds(sides.Values.Count + sides.Exact, limit);

        var extreme = isLost ? lost.Of : aggregate.IsExtreme ? sides.Values.First(v => v.Of.Value == actual && !v.WasExact && (!aggregate.IsEach || v == ordered[0])).Of : null;
        var found = finding with
        {
            Outcome = !violated ? Outcome.Pass : finding.Level == Level.Error ? Outcome.Fail : Outcome.Warning,
            Subject = extreme?.Subject ?? (selected.Count == 1 ? selected[0].Subject : Subject.Model),
            Actual = actual,
            Baseline = aggregate.IsEach || isLost ? (isLost ? null : ordered[0].Then) : finding.Baseline,
            Worst = aggregate.HasDirection ? [.. (aggregate.IsExtreme && beyond.Count > 0 ? beyond : ordered).Take(Rules.Finding.MostWorst).Select(v => v.Of)] : [],
            Beyond = beyond.Count,
        };
        return found with { Message = Wording.Of(found, extreme, limit, isLost, allowed, subjects, sides.New, Wording.Notes(selected)) };
    }

    /// <summary>A violation of all subjects together, which a waiver excuses as one.</summary>
    private Finding OfAll(Finding finding, Assertion assertion)
    {
        if (waiving.Excused(rule, assertion, finding.Actual!.Value, selected.Select(m => m.Subject), layers, out var lapsed) is not { } waiver) return Lapsed(finding, lapsed);
        var excuse = new Excuse(waiver.Reason, waiver.Expires, waiver.Owner, waiver.Place, selected.Count);
        return finding with { Outcome = Outcome.Waived, Excuses = [excuse], Message = $"{finding.Message}; {excuse.Text}" };
    }

    /// <summary>A violation says what excused it once and does no longer.</summary>
    private static Finding Lapsed(Finding finding, string? lapsed) =>
        lapsed is not null && finding.Outcome is Outcome.Fail or Outcome.Warning ? finding with { Message = $"{finding.Message}; {lapsed}" } : finding;
}
