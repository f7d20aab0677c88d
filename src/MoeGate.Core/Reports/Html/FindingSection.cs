using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Reports.Html.Plots;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>What speaks against the model, worst first: what happened, why it matters, where it is worst, what to do.</summary>
internal static class FindingSection
{
    private const int Most = 200;

    public static void Write(Markup page, Verdict verdict)
    {
        page.Write($"<section id=\"findings\"><h2>Findings</h2>\n");
        var bad = verdict.Findings.Select((f, i) => (Finding: f, Number: i)).Where(f => f.Finding.Outcome is not (Outcome.Pass or Outcome.NotApplicable)).ToList();
        if (bad.Count == 0) page.Write($"<p class=\"none\">Nothing speaks against it.</p>\n");
        foreach (var (finding, number) in bad.Take(Most)) Write(page, finding, number);
        if (bad.Count > Most) page.Write($"<p>{bad.Count - Most} more findings are in the JSON report.</p>\n");
        foreach (var notice in verdict.Notices)
            page.Write($"<p class=\"notice\"><b>{(notice.IsWarning ? "Warning" : "Note")}</b> {Where(notice.Place)}: {notice.Message}</p>\n");
    }

    private static void Write(Markup page, Finding finding, int number)
    {
        var (rule, metric) = (finding.Rule, finding.Rule.Metric);
        page.Write($"""
            <article class="finding {finding.Outcome.Name()}" id="f{number}"><p class="badge">{VerdictSection.Word(finding.Outcome)}</p>
            <div><h3><span class="id">{rule.Id}</span> {rule.Title}</h3>
            <p class="message">{Message(finding)}</p>

            """);
        if (rule.Why.Length > 0) page.Write($"<p class=\"why\">{rule.Why}</p>\n");
        foreach (var excuse in finding.Excuses)
            page.Write($"<p class=\"excuse\"><b>Waived</b> until {Day.Text(excuse.Expires)}{(excuse.Owner is null ? "" : $" by {excuse.Owner}")}, {excuse.Subjects} {(excuse.Subjects == 1 ? "subject" : "subjects")}: {excuse.Reason}</p>\n");
        if (finding.Worst.Count > 1) WriteWorst(page, finding);
        if (finding.Outcome is Outcome.Fail or Outcome.Warning or Outcome.Waived && metric.Text.Remedy.Length > 0)
            page.Write($"<p class=\"todo\"><b>What to do</b> {metric.Text.Remedy}</p>\n");
        page.Write($"<p class=\"meta\">{Meta(finding)}</p></div></article>\n");
    }

    private static void WriteWorst(Markup page, Finding finding)
    {
        var limit = finding.Limit is { Aggregate: { IsExtreme: true } or { IsEach: true }, Operand: { IsBaseline: false } operand } ? operand.Number : (double?)null;
        var axis = Axis.Of([.. finding.Worst.Select(w => w.Value), .. limit is { } number ? [number] : Array.Empty<double>()], "", Unit.None, 0);
        var all = Math.Max(finding.Beyond, finding.Worst.Count);
        page.Write($"<p class=\"unit\">Worst{(all > finding.Worst.Count ? $", {finding.Worst.Count} of {all}" : "")}{(limit is null ? "" : "; the line is the limit")}</p>");
        Bars.Write(page, finding.Worst.Select(w => (Label(w, finding.Rule.Metric.Unit), w.Value)), finding.Rule.Metric.Unit, axis.Scale, limit);
    }

    /// <summary>The message without the excuse at its end, which has a line of its own with all that is known of it.</summary>
    private static string Message(Finding finding) =>
        finding.Excuses.Count > 0 && finding.Message.LastIndexOf("; " + finding.Excuses[0].Text, StringComparison.Ordinal) is > 0 and var end ? finding.Message[..end] : finding.Message;

    private static string Where(Place place) => (place with { Path = Plain.Portable(place.Path ?? "") }).ToString();

    private static string Label(SubjectValue worst, Unit unit) => worst.Then is { } then ? $"{worst.Label}, was {Figure.Format(then, unit)}" : worst.Label;

    private static string Meta(Finding finding)
    {
        var rule = finding.Rule;
        var parts = new List<string> { rule.Metric.Id };
        if (finding.Limit is { } limit) parts.Add(limit.Text);
        if (finding.Group is { } group) parts.Add($"group {group}");
        if (finding.Judged > 0) parts.Add($"{finding.Judged} judged{(finding.LeftOut > 0 ? $", {finding.LeftOut} left out" : "")}");
        if (finding.Outcome == Outcome.NoData) parts.Add($"no data is worth {finding.Level.Name()}");
        if (rule.Origin.Length > 0) parts.Add(Plain.Portable(rule.Origin));
        return string.Join(" · ", parts);
    }
}
