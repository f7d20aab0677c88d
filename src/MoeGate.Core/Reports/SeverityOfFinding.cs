using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>What a finding is worth to a machine that knows only errors and warnings.</summary>
public static class SeverityOfFinding
{
    /// <summary>Error, warning, or null for a finding that is neither: passed, waived, not applicable, or no data that may be skipped.</summary>
    public static Level? Severity(this Finding finding) => finding.Outcome switch
    {
        Outcome.Fail => Level.Error,
        Outcome.Warning => Level.Warning,
        Outcome.NoData when finding.Level != Level.Skip => finding.Level,
        _ => null,
    };
}
