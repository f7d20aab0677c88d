using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Rules.Configuration;

namespace MoeGate.Rules;

/// <summary>Holds rules against measurements. A rule never passes for want of data.</summary>
public static class Judge
{
    /// <summary>One finding per rule, or per group of a rule with <c>groupBy</c>; worst first.</summary>
    public static IReadOnlyList<Finding> Findings(IReadOnlyList<Rule> rules, IReadOnlyList<Waiver> waivers, MetricSet metrics) =>
    [
        .. rules.SelectMany(r => Findings(r, metrics))
            .Select(f => Waive(f, waivers))
            .OrderBy(f => f.Outcome).ThenBy(f => f.Rule.Id, StringComparer.Ordinal).ThenBy(f => f.Subject),
    ];

    private static IEnumerable<Finding> Findings(Rule rule, MetricSet metrics)
    {
        if (rule.Lacks(metrics.Kinds) is not EvidenceKind.None and var lacking)
            return [NotApplicable(rule, "needs " + lacking.Says())];
        if (rule.Assertions().Any(a => a.Assertion.Operand.IsBaseline))
            return [NoData(rule, Subject.Model, "this version reads rules with a baseline and does not evaluate them")];

        var measured = metrics.Of(rule.Metric).Where(m => m.Subject.Scope == rule.Scope).ToList();
        if (measured.Count == 0)
        {
            // A metric that has no meaning for any part of the model says so of the model.
            if (rule.Scope != Scope.Model && metrics[rule.Metric.Id, Subject.Model]?.Unavailable is { Kind: Absence.NotApplicable } meaningless) return [NotApplicable(rule, meaningless.Reason)];
            var without = rule.Metric.Needs & ~metrics.Kinds;
            return [NoData(rule, Subject.Model, without == EvidenceKind.None || rule.Metric.CanMeasure(metrics.Kinds) ? $"nothing was measured: no {rule.Scope.Name()} {(rule.Selection.IsEverything ? "is there" : "has " + rule.Selection.Text)}" : $"it was not measured; it needs {without.Says()}")];
        }

        var layers = new LayerShare(measured.Select(m => m.Subject), metrics.ModelLayers);
        var selected = measured.Where(m => rule.Selects(m.Subject, layers)).ToList();
        var counts = rule.Assertions().All(a => a.Assertion.Aggregate.IsCount);
        // That there is nothing of a type is no mistake, for types are known by name; that there is nothing of a role may be.
        if (selected.Count == 0 && !counts && rule.Selection.HasTypes && rule.Selection.Unmet([.. measured.Select(m => m.Subject)], layers) is null)
            return [NotApplicable(rule, $"no {rule.Scope.Name()} of {measured.Count} measured has {rule.Selection.Text}")];
        if (selected.Count == 0 && (!counts || rule.Selection.Unmet([.. measured.Select(m => m.Subject)], layers) is not null))
            return [NoData(rule, Subject.Model, $"selects nothing: no {rule.Scope.Name()} of {measured.Count} measured has {rule.Selection.Text}")];
        return rule.GroupBy is null || selected.Count == 0
            ? [OfGroup(rule, null, selected)]
            : selected.GroupBy(m => GroupOf(m.Subject, rule.GroupBy)).Select(g => OfGroup(rule, g.Key, [.. g]));
    }

    /// <summary>
    /// The finding of one group: a proven violation of the error, else no data, else a violation of the warning, else pass. A warning
    /// does not hide that the error could not be ruled out.
    /// </summary>
    private static Finding OfGroup(Rule rule, string? group, IReadOnlyList<Measurement> selected)
    {
        var findings = rule.Assertions().Select(a => Against(rule, group, selected, a.Level, a.Assertion)).ToList();
        if (findings.Find(f => f.Outcome == Outcome.Fail) is { } failed) return failed;
        if (findings.Find(f => f.Outcome == Outcome.NoData) is { } withoutData) return withoutData;

        var warned = findings.Find(f => f.Outcome == Outcome.Warning);
        var missing = selected.Where(m => m.Reading.Unavailable?.Kind == Absence.Missing).ToList();
        if (missing.Count == 0 || warned is not null && rule.OnNoData != Level.Error) return warned ?? findings[0];

        var why = missing[0].Reading.Unavailable!.Reason;
        if (missing.Count > 1) why += $" ({missing.Count} of {selected.Count} subjects lack a value)";
        if (warned is not null) why += $"; besides, {warned.Message}";
        return NoData(rule, missing[0].Subject, why) with { Group = group };
    }

    private static Finding Against(Rule rule, string? group, IReadOnlyList<Measurement> selected, Level level, Assertion assertion)
    {
        var values = selected.Where(m => m.Reading.Value is not null).Select(m => new SubjectValue(m.Subject, m.Reading.Value!.Value, rule.Metric.IsPattern ? m.Metric.Id : m.Reading.At)).ToList();
        var exact = selected.Count(m => m.Reading.Unavailable?.Kind == Absence.Exact);
        var missing = selected.Count(m => m.Reading.Unavailable?.Kind == Absence.Missing);
        var leftOut = selected.Count - values.Count - exact - missing;
        var limit = assertion.Operand.Number;
        var aggregate = assertion.Aggregate;

        var finding = new Finding
        {
            Rule = rule,
            Outcome = Outcome.Pass,
            Level = level,
            Subject = Subject.Model,
            Group = group,
            Unit = aggregate.IsCount ? Unit.None : rule.Metric.Unit,
            Limit = assertion,
            Judged = values.Count + exact,
            LeftOut = leftOut,
            Message = "",
        };

        if (values.Count == 0 && !aggregate.IsCount)
        {
            var why = selected.Select(m => m.Reading.Unavailable?.Reason).FirstOrDefault() ?? "nothing is left to judge";
            return exact > 0
                ? finding with { Message = $"{rule.Metric.Id}: exact, which satisfies every bound" }
                : NotApplicable(rule, why) with { Group = group, LeftOut = leftOut };
        }

        var ordered = values.OrderByDescending(v => assertion.Comparison.Badness(v.Value, limit)).ThenBy(v => v.Subject).ToList();
        var beyond = aggregate.IsCount ? [] : ordered.Where(v => !assertion.Holds(v.Value)).ToList();
        var actual = aggregate.IsCount ? values.Count + exact + missing
            : aggregate.IsEach ? ordered[0].Value
            : aggregate.Of(Numbers(values));
        if (!double.IsFinite(actual)) return NoData(rule, Subject.Model, $"the values are too large for their {aggregate.Name}") with { Group = group };
        var subjects = selected.Count - leftOut;
        var allowed = rule.Allow?.Of(subjects) ?? 0;
        var violated = aggregate.IsEach ? beyond.Count > allowed : !assertion.Holds(actual);

        // With values missing only that is proven which no further value could undo.
        if (violated && missing > 0 && !(aggregate.IsEach || aggregate.Name == "max" && assertion.Comparison.IsUpper || aggregate.Name == "min" && assertion.Comparison.IsLower))
            violated = aggregate.IsCount && assertion.Comparison.IsUpper && !assertion.Holds(values.Count + exact);

        var extreme = aggregate.IsExtreme ? values.First(v => v.Value == actual) : null;
        return finding with
        {
            Outcome = !violated ? Outcome.Pass : level == Level.Error ? Outcome.Fail : Outcome.Warning,
            Subject = extreme?.Subject ?? (selected.Count == 1 ? selected[0].Subject : Subject.Model),
            Actual = actual,
            Worst = aggregate.HasDirection ? [.. (aggregate.IsExtreme && beyond.Count > 0 ? beyond : ordered).Take(Finding.MostWorst)] : [],
            Beyond = beyond.Count,
            Message = Say(rule, assertion, group, actual, extreme?.Label, extreme?.At, beyond.Count, allowed, subjects, leftOut, Notes(selected)),
        };
    }

    private static string Say(Rule rule, Assertion assertion, string? group, double actual, string? at, string? place, int beyond, int allowed, int subjects, int leftOut, string? said)
    {
        var aggregate = assertion.Aggregate;
        var figure = aggregate.IsCount ? Figure.Number(actual) : Figure.Apart(actual, assertion.Operand.Number, rule.Metric.Unit);
        var what = aggregate.IsEach ? $"{rule.Metric.Id}: worst is {figure} at {at}"
            : subjects == 1 && !aggregate.IsCount ? $"{rule.Metric.Id} is {figure}{(place is null ? "" : $" at {place}")}"
            : $"{aggregate.Name} {rule.Metric.Id} is {figure}{(at is null ? "" : $" at {at}")}";
        var notes = new List<string>();
        if (aggregate.IsExtreme && subjects > 1 && beyond > 0) notes.Add($"{beyond} of {subjects} beyond it{(allowed > 0 ? $", {allowed} allowed" : "")}");
        if (leftOut > 0) notes.Add($"{leftOut} not applicable");
        if (said is not null) notes.Add(said);
        return $"{(group is null ? "" : group + ": ")}{what}, limit {assertion.Limit}{(notes.Count == 0 ? "" : $" ({string.Join("; ", notes)})")}";
    }

    /// <summary>What is said beside the values: low evidence, a sample, a part only.</summary>
    private static string? Notes(IReadOnlyList<Measurement> selected)
    {
        var notes = selected.Where(m => m.Reading.Value is not null).Select(m => m.Reading.Note).OfType<string>().Distinct().ToList();
        return notes.Count switch { 0 => null, 1 => notes[0], _ => $"{notes[0]}, and {notes.Count - 1} more notes" };
    }

    private static double[] Numbers(List<SubjectValue> values)
    {
        var numbers = new double[values.Count];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = values[i].Value;
        return numbers;
    }

    private static string GroupOf(Subject subject, string groupBy) => groupBy switch
    {
        "layer" => subject.Scope == Scope.Layer ? subject.Name : subject.Layer is { } layer ? Subject.OfLayer(layer).Name : "no layer",
        "role" => subject.Role ?? "no role",
        "type" => subject.Type ?? "no type",
        "expert" => subject.Expert is { } expert ? $"expert {Figure.Number(expert)}" : "no expert",
        _ => subject.Name,
    };

    private static Finding NoData(Rule rule, Subject subject, string why) => new()
    {
        Rule = rule,
        Outcome = Outcome.NoData,
        Level = rule.OnNoData,
        Subject = subject,
        Limit = rule.Error ?? rule.Warning,
        Unit = rule.Metric.Unit,
        Message = $"{rule.Metric.Id}: no data{(subject == Subject.Model ? "" : $" at {subject}")}: {why}",
    };

    private static Finding NotApplicable(Rule rule, string why) => new()
    {
        Rule = rule,
        Outcome = Outcome.NotApplicable,
        Level = rule.Error is null ? Level.Warning : Level.Error,
        Subject = Subject.Model,
        Limit = rule.Error ?? rule.Warning,
        Unit = rule.Metric.Unit,
        Message = $"{rule.Metric.Id}: not applicable: {why}",
    };

    /// <summary>This version reads waivers and does not evaluate them: a violation that one is about is without data.</summary>
    private static Finding Waive(Finding finding, IReadOnlyList<Waiver> waivers)
    {
        if (finding.Outcome is not (Outcome.Fail or Outcome.Warning)) return finding;
        var layers = new LayerShare(finding.Worst.Select(w => w.Subject), null);
        var waiver = waivers.FirstOrDefault(w => w.Rule == finding.Rule.Id && (w.Selection.IsEverything || w.Selection.Matches(finding.Subject, layers)));
        return waiver is null ? finding : finding with
        {
            Outcome = Outcome.NoData,
            Level = finding.Level,
            Message = $"{finding.Message}; {waiver.Place} waives it, and this version does not evaluate waivers",
        };
    }
}
