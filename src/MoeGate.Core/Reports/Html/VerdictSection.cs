using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Rules;

namespace MoeGate.Reports.Html;

/// <summary>The answer, as large as it is important, and a mark for every rule.</summary>
internal static class VerdictSection
{
    private const int MostMarks = 300;

    private static readonly (Outcome Outcome, string One, string Many)[] words =
    [
        (Outcome.Fail, "violated", "violated"),
        (Outcome.Warning, "warning", "warnings"),
        (Outcome.NoData, "without data", "without data"),
        (Outcome.Waived, "waived", "waived"),
        (Outcome.Pass, "passed", "passed"),
        (Outcome.NotApplicable, "not applicable", "not applicable"),
    ];

    public static void Write(Markup page, Verdict verdict)
    {
        var style = verdict.Decision switch { Decision.Pass => "pass", Decision.Fail => "fail", _ => "noData" };
        page.Write($"""
            <a class="skip" href="#findings">To the findings</a>
            <header class="top"><p class="brand">MoeGate</p><nav aria-label="Parts of the report"><a href="#findings">Findings</a><a href="#plots">Plots</a><a href="#measurements">Measurements</a><a href="#evidence">Evidence</a></nav><button type="button" id="theme" hidden>Dark</button></header>
            <main>
            <section class="verdict {style}" aria-label="Verdict"><p class="of">{Of(verdict)}</p>
            <h1>{verdict.Decision switch { Decision.Pass => "Pass", Decision.Fail => "Fail", _ => "Undecided" }}</h1>
            <p class="says">{Says(verdict)}</p>
            <ul class="counts">
            """);
        foreach (var (outcome, one, many) in words)
            if (verdict.Count(outcome) is > 0 and var count)
                page.Write($"""<li class="{outcome.Name()}"><b>{count}</b> {(count == 1 ? one : many)}</li>""");
        page.Write($"</ul><p class=\"strip\">");
        foreach (var (finding, number) in verdict.Findings.Select((f, i) => (f, i)).Take(MostMarks))
            page.Write($"""<a class="{finding.Outcome.Name()}" href="#f{number}" title="{finding.Rule.Id}{(finding.Group is null ? "" : " " + finding.Group)}: {Word(finding.Outcome)}"><span>{finding.Rule.Id}: {Word(finding.Outcome)}</span></a>""");
        page.Write($"</p>");
        if (verdict.Findings.Count > MostMarks) page.Write($"<p>The first {MostMarks} of {verdict.Findings.Count} findings have a mark.</p>");
        page.Write($"</section>\n");
    }

    /// <summary>An outcome in a word or two.</summary>
    public static string Word(Outcome outcome) => words.First(w => w.Outcome == outcome).One;

    private static string Of(Verdict verdict)
    {
        var candidate = verdict.Metrics.Evidence.FirstOrDefault(e => e.Role == "candidate")?.Path ?? verdict.Metrics.Evidence.FirstOrDefault(e => e.Path is not null)?.Path;
        var parts = new[] { candidate, verdict.Configuration is { } file ? Plain.Portable(file) : null };
        return string.Join(" · ", parts.OfType<string>());
    }

    private static string Says(Verdict verdict)
    {
        var rules = verdict.Findings.Where(f => f.Outcome == Outcome.Fail).Select(f => f.Rule.Id).Distinct().Count();
        var says = verdict.Findings.All(f => f.Outcome == Outcome.NotApplicable) ? "No rule was applicable, so nothing was judged."
            : verdict.Decision switch
            {
                Decision.Fail when rules > 0 => $"{rules} {(rules == 1 ? "rule is" : "rules are")} violated.",
                Decision.Fail => "Warnings fail this gate.",
                Decision.Undecided => "A rule had nothing to judge by, so the gate could not decide.",
                _ when verdict.Findings.Any(f => f.Outcome is Outcome.Warning or Outcome.NoData or Outcome.Waived) => "No rule that must hold is violated; the findings tell what is not as it should be.",
                _ => "Every rule that applied holds.",
            };
        var only = string.Join("; ", verdict.Metrics.Evidence.Where(e => e.Role is EvidenceIdentity.Selection or EvidenceIdentity.Sample).Select(e => e.Value));
        if (verdict is { Decision: Decision.Fail, ExitCode: 0 }) says += " The exit code is 0 all the same, as --fail-on never asks.";
        if (only.Length > 0) says += $" Only this was measured: {only}.";
        return EvidenceIdentity.DevicesIn(verdict.Metrics.Evidence) is { } devices ? $"{says} Measured on {devices}." : says;
    }
}
