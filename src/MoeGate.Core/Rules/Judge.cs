using MoeGate.Evidence;
using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>Holds rules against measurements. A rule never passes for want of data.</summary>
public static class Judge
{
    /// <summary>One finding per rule, or per group of a rule with <c>groupBy</c>; worst first.</summary>
    public static IReadOnlyList<Finding> Findings(IReadOnlyList<Rule> rules, MetricSet metrics, Circumstances? circumstances = null) =>
        Findings(rules, metrics, circumstances ?? Circumstances.None, out _);

    /// <summary>The findings, and what there is to say beside them.</summary>
    public static IReadOnlyList<Finding> Findings(IReadOnlyList<Rule> rules, MetricSet metrics, Circumstances circumstances, out IReadOnlyList<Notice> notices)
    {
        var isSelection = metrics.Evidence.Any(e => e.Role == EvidenceIdentity.Selection);
        var waiving = new Waiving(circumstances.Waivers, circumstances.Today, isSelection);
        List<Finding> findings =
        [
            .. rules.SelectMany(r => Findings(r, metrics, circumstances, waiving))
                .OrderBy(f => f.Outcome).ThenBy(f => f.Rule.Id, StringComparer.Ordinal).ThenBy(f => f.Subject),
        ];
        notices = waiving.Notices(findings);
        return findings;
    }

    private static IEnumerable<Finding> Findings(Rule rule, MetricSet metrics, Circumstances circumstances, Waiving waiving)
    {
        var kinds = metrics.Kinds & ~EvidenceKind.Baseline | (circumstances.Baseline is null ? EvidenceKind.None : EvidenceKind.Baseline);
        if (rule.Lacks(kinds) is not EvidenceKind.None and var lacking)
            return [Findless.NotApplicable(rule, "needs " + lacking.Says())];
        if (rule.ComparesWithBaseline && Uncompared(rule, metrics, circumstances) is { } without)
        {
            // What needs no baseline is judged, and is hidden neither by a baseline that may be missing nor by one that may not.
            IReadOnlyList<Finding> others = rule.WithoutBaseline() is { } plain ? [.. Findings(plain, metrics, circumstances, waiving)] : [];
            if (without.Level != Level.Error && others.Count > 0) return others.Select(f => f with { Message = f.Message + "; not compared with a baseline" });
            var failed = others.Where(f => f.Outcome == Outcome.Fail).ToList();
            return failed.Count > 0 ? failed : [without];
        }

        var measured = metrics.Of(rule.Metric).Where(m => m.Subject.Scope == rule.Scope).ToList();
        if (measured.Count == 0)
        {
            // A metric that has no meaning for any part of the model says so of the model.
            if (rule.Scope != Scope.Model && metrics[rule.Metric.Id, Subject.Model]?.Unavailable is { Kind: Absence.NotApplicable } meaningless) return [Findless.NotApplicable(rule, meaningless.Reason)];
            var needed = rule.Metric.Needs & ~kinds;
            return [Findless.NoData(rule, Subject.Model, needed == EvidenceKind.None || rule.Metric.CanMeasure(kinds) ? $"nothing was measured: no {rule.Scope.Name()} {(rule.Selection.IsEverything ? "is there" : "has " + rule.Selection.Text)}" : $"it was not measured; it needs {needed.Says()}")];
        }

        var layers = new LayerShare(measured.Select(m => m.Subject), metrics.ModelLayers);
        var selected = measured.Where(m => rule.Selects(m.Subject, layers)).ToList();
        var earlier = rule.ComparesWithBaseline ? Earlier.Of(rule, selected, circumstances, metrics) : null;
        var counts = rule.Assertions().All(a => a.Assertion.Aggregate.IsCount);
        if (selected.Count == 0 && earlier is not { Gone.Count: > 0 })
        {
            // That there is nothing of a type is no mistake, for types are known by name; that there is nothing of a role may be.
            var unmet = rule.Selection.Unmet([.. measured.Select(m => m.Subject)], layers);
            if (!counts && rule.Selection.HasTypes && unmet is null)
                return [Findless.NotApplicable(rule, $"no {rule.Scope.Name()} of {measured.Count} measured has {rule.Selection.Text}")];
            if (!counts || unmet is not null)
                return [Findless.NoData(rule, Subject.Model, $"selects nothing: no {rule.Scope.Name()} of {measured.Count} measured has {rule.Selection.Text}")];
        }

        if (rule.GroupBy is not { } groupBy || selected.Count == 0 && earlier is not { Gone.Count: > 0 }) return [Hear(null, selected, earlier)];
        var groups = selected.ToLookup(m => Groups.Of(m.Subject, groupBy));
        var gone = earlier?.Gone.Select(m => Groups.Of(m.Subject, groupBy)) ?? [];
        var parts = earlier?.By(groupBy);
        return groups.Select(g => g.Key).Concat(gone).Distinct().Select(g => Hear(g, [.. groups[g]], parts?.Invoke(g)));

        Finding Hear(string? group, IReadOnlyList<Measurement> of, Earlier? before) => new Hearing(rule, group, of, layers, waiving) { Earlier = before }.Finding();
    }

    /// <summary>Why a rule cannot be held against a baseline: there is none, or it is not of the same kind; null where it can.</summary>
    private static Finding? Uncompared(Rule rule, MetricSet metrics, Circumstances circumstances)
    {
        if (circumstances.Baseline is not { } baseline)
            return Findless.NoData(rule, Subject.Model, "there is no baseline: name one with --baseline, or make it with moegate baseline save") with { Level = circumstances.WithoutBaseline ?? rule.OnNoData };
        if (!baseline.Metrics.Of(rule.Metric).Any()) return null;
        return baseline.Incomparable(rule, metrics) is { } why
            ? Findless.NoData(rule, Subject.Model, why + "; if that is meant, moegate baseline accept --reason takes the new figures")
            : null;
    }
}
