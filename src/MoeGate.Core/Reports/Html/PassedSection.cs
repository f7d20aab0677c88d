using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>What holds, and what was not asked: folded, for it needs nobody.</summary>
internal static class PassedSection
{
    private const int Most = 1000;

    public static void Write(Markup page, Verdict verdict)
    {
        var numbered = verdict.Findings.Select((f, i) => (Finding: f, Number: i)).ToList();
        var passed = numbered.Where(f => f.Finding.Outcome == Outcome.Pass).ToList();
        if (passed.Count > 0)
        {
            page.Write($"""<details><summary><b>{passed.Count}</b> passed</summary><div class="scroll" tabindex="0" role="region" aria-label="Passed"><table><thead><tr><th>rule</th><th>what it says</th><th>metric</th><th class="r">figure</th><th>limit</th><th class="r">judged</th></tr></thead><tbody>""");
            foreach (var (finding, number) in passed.Take(Most))
                page.Write($"""<tr id="f{number}"><td>{finding.Rule.Id}{(finding.Group is null ? "" : " " + finding.Group)}</td><td>{finding.Rule.Title}{Exceptions(finding)}</td><td>{finding.Rule.Metric.Id}</td><td class="r">{(finding.Actual is { } actual ? Figure.Format(actual, finding.Unit) : "exact")}</td><td>{finding.Limit?.Text}</td><td class="r">{finding.Judged}</td></tr>""");
            page.Write($"</tbody></table></div>{(passed.Count > Most ? $"{passed.Count - Most} more are in the JSON report." : "")}</details>\n");
        }

        var without = numbered.Where(f => f.Finding.Outcome == Outcome.NotApplicable).ToList();
        if (without.Count > 0)
        {
            page.Write($"""<details><summary><b>{without.Count}</b> not applicable</summary><div class="scroll" tabindex="0" role="region" aria-label="Not applicable"><table><thead><tr><th>rule</th><th>what it says</th><th>why it was not applied</th></tr></thead><tbody>""");
            foreach (var (finding, number) in without.Take(Most))
                page.Write($"""<tr id="f{number}"><td>{finding.Rule.Id}{(finding.Group is null ? "" : " " + finding.Group)}</td><td>{finding.Rule.Title}</td><td>{finding.Message}</td></tr>""");
            page.Write($"</tbody></table></div>{(without.Count > Most ? $"{without.Count - Most} more are in the JSON report." : "")}</details>\n");
        }

        page.Write($"</section>\n");
    }

    private static string Exceptions(Finding finding) => finding is { Beyond: > 0, Limit.Aggregate.IsEach: true }
        ? $"; allowed beyond: {string.Join(", ", finding.Worst.Take(finding.Beyond).Select(w => w.Label))}{(finding.Beyond > finding.Worst.Count ? $" and {finding.Beyond - finding.Worst.Count} more" : "")}"
        : "";
}
