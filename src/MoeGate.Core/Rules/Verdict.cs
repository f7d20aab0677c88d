using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>The answer.</summary>
public enum Decision
{
    Pass,
    Fail,

    /// <summary>A rule had no data, or none was applicable.</summary>
    Undecided,
}

/// <summary>When a violation fails the gate.</summary>
public enum FailOn
{
    Error,
    Warning,
    Never,
}

/// <summary>The verdict with all it rests on: what a reporter writes.</summary>
public sealed record Verdict
{
    public required Decision Decision { get; init; }

    /// <summary>0 pass, 1 violated, 3 could not decide.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Worst first: failed, warned, without data, waived, passed, not applicable; then by rule id.</summary>
    public required IReadOnlyList<Finding> Findings { get; init; }

    public required MetricSet Metrics { get; init; }

    /// <summary>Earlier figures that these are compared with; null where there are none.</summary>
    public MetricSet? Baseline { get; init; }

    /// <summary>What there is to say beside the findings.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>The configuration file as it was given; null where there was none.</summary>
    public string? Configuration { get; init; }

    /// <summary>The tool's version.</summary>
    public required string Version { get; init; }

    /// <summary>How many findings there are of an outcome; a notice that is a warning is one of those.</summary>
    public int Count(Outcome outcome) => Findings.Count(f => f.Outcome == outcome) + (outcome == Outcome.Warning ? Notices.Count(n => n.IsWarning) : 0);

    /// <summary>Draws the verdict from findings.</summary>
    public static (Decision Decision, int ExitCode) Decide(IReadOnlyList<Finding> findings, FailOn failOn, IReadOnlyList<Notice>? notices = null)
    {
        var failed = findings.Any(f => f.Outcome == Outcome.Fail || failOn == FailOn.Warning && f.Outcome == Outcome.Warning)
            || failOn == FailOn.Warning && notices is not null && notices.Any(n => n.IsWarning);
        if (failed) return (Decision.Fail, failOn == FailOn.Never ? 0 : 1);
        var undecided = findings.Any(f => f.Outcome == Outcome.NoData && f.Level == Level.Error)
            || findings.All(f => f.Outcome is Outcome.NotApplicable or Outcome.NoData);
        return undecided ? (Decision.Undecided, 3) : (Decision.Pass, 0);
    }

    /// <summary>The verdict in one line.</summary>
    public string Summary
    {
        get
        {
            var word = Decision switch { Decision.Pass => "PASS", Decision.Fail => "FAIL", _ => "UNDECIDED" };
            var parts = new List<string>();
            void Add(Outcome outcome, string one, string many)
            {
                // A rule with groups has a finding for each, and is one rule.
                var count = outcome == Outcome.Fail ? Findings.Where(f => f.Outcome == outcome).Select(f => f.Rule.Id).Distinct().Count() : Count(outcome);
                if (count > 0) parts.Add($"{count} {(count == 1 ? one : many)}");
            }

            Add(Outcome.Fail, "rule violated", "rules violated");
            Add(Outcome.Warning, "warning", "warnings");
            Add(Outcome.NoData, "without data", "without data");
            Add(Outcome.Waived, "waived", "waived");
            Add(Outcome.Pass, "passed", "passed");
            Add(Outcome.NotApplicable, "not applicable", "not applicable");
            if (parts.Count == 0) parts.Add("no rules");
            var applicable = Findings.Any(f => f.Outcome != Outcome.NotApplicable);
            var only = string.Join("; ", Metrics.Evidence.Where(e => e.Role is EvidenceIdentity.Selection or EvidenceIdentity.Sample).Select(e => e.Value));
            return $"{word}{(only.Length == 0 ? "" : $" (only {Plain.Text(only)})")}: {string.Join(", ", parts)}{(applicable ? "" : "; no rule was applicable, so nothing was judged")}";
        }
    }
}
