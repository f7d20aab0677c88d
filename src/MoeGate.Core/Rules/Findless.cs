using MoeGate.Metrics;

namespace MoeGate.Rules;

/// <summary>What is said of a rule that could not be held against anything.</summary>
internal static class Findless
{
    public static Finding NoData(Rule rule, Subject subject, string why) => new()
    {
        Rule = rule,
        Outcome = Outcome.NoData,
        Level = rule.OnNoData,
        Subject = subject,
        Limit = rule.Error ?? rule.Warning,
        Unit = rule.Metric.Unit,
        Message = $"{rule.Metric.Id}: no data{(subject == Subject.Model ? "" : $" at {subject}")}: {why}",
    };

    public static Finding NotApplicable(Rule rule, string why) => new()
    {
        Rule = rule,
        Outcome = Outcome.NotApplicable,
        Level = rule.Error is null ? Level.Warning : Level.Error,
        Subject = Subject.Model,
        Limit = rule.Error ?? rule.Warning,
        Unit = rule.Metric.Unit,
        Message = $"{rule.Metric.Id}: not applicable: {why}",
    };
}
