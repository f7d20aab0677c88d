using MoeGate.Formats;
using MoeGate.Rules;
using MoeGate.Rules.Starter;

namespace MoeGate.Tool.Init;

/// <summary>What <c>moegate init</c> says at its end: what was written, and what a check will say of it.</summary>
internal static class ClosingLines
{
    /// <param name="starter">The configuration.</param>
    /// <param name="files">Where it went.</param>
    /// <param name="hasEvidence">Whether any was named.</param>
    /// <param name="sample">Whether figures are of a sample.</param>
    public static IEnumerable<string> Of(StarterConfiguration starter, StarterFiles files, bool hasEvidence, bool sample)
    {
        var check = $"moegate check {(files.IsPrinted ? "FILE" : Plain.Text(files.Configuration))}";
        if (!files.IsPrinted)
            yield return $"wrote {Plain.Text(files.Configuration)}{(files.Workflow is { } workflow ? $", {Plain.Text(files.Schema)} and {Plain.Text(workflow)}" : $" and {Plain.Text(files.Schema)}")}";
        yield return hasEvidence
            ? $"{starter.Limits} {(starter.Limits == 1 ? "limit comes" : "limits come")} from this model's own figures; {Says(starter.Findings)}: {check}"
            : $"a form: name the evidence in it, or give it to moegate init; then {check}";
        if (sample) yield return "the figures are of a sample of rows, and a check reads them all: without --sample the limits are firm";
    }

    private static string Says(IReadOnlyList<Finding> findings)
    {
        var (decision, _) = Verdict.Decide(findings, FailOn.Error);
        return decision switch
        {
            Decision.Pass => $"with the built-in rules it passes now{(Ids(findings, Outcome.Warning) is { Length: > 0 } warnings ? $", warned by {warnings}" : "")}",
            Decision.Fail => $"it fails now, by {Ids(findings, Outcome.Fail)}",
            _ => Ids(findings, Outcome.NoData) is { Length: > 0 } without ? $"it cannot be decided now, without data for {without}" : "nothing can be judged by it yet",
        };
    }

    private static string Ids(IReadOnlyList<Finding> findings, Outcome outcome) =>
        string.Join(", ", findings.Where(f => f.Outcome == outcome && (outcome != Outcome.NoData || f.Level == Level.Error)).Select(f => f.Rule.Id).Distinct());
}
