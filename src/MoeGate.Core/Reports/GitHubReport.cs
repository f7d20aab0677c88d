using MoeGate.Formats;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>
/// Workflow commands that GitHub shows as annotations. A step shows ten of a kind, so nine findings are written and a tenth says
/// how many more there are.
/// </summary>
public sealed class GitHubReport : Reporter
{
    private const int Most = 9;

    public override string Format => "github";

    public override string About => "workflow commands for annotations; the step summary goes to GITHUB_STEP_SUMMARY";

    public override bool IsOfLines => true;

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        var shown = verdict.Findings.Where(f => f.Severity() is not null).OrderBy(f => f.Severity())
            .Select(f => Annotation(f.Severity()!.Value.Name(), f.Rule.Place, $"{f.Rule.Id} {f.Rule.Title}", f.Message))
            .Concat(verdict.Notices.Select(n => Annotation(n.IsWarning ? Level.Warning.Name() : "notice", n.Place, "Waiver", n.Message)))
            .ToList();
        foreach (var annotation in shown.Take(Most)) writer.Write(annotation);

        var more = shown.Count - Most;
        if (more > 0) writer.Write($"::notice title=MoeGate::{more} more {(more == 1 ? "finding is" : "findings are")} in the step summary\n");
        writer.Write(verdict.Summary + "\n");
    }

    private static string Annotation(string level, Place place, string title, string message) =>
        $"::{level} file={Property(place.Path ?? "moegate.json")},line={Math.Max(1, place.Line)},col={Math.Max(1, place.Column)},title={Property(title)}::{Data(message)}\n";

    private static string Data(string text) => Plain.Text(text).Replace("%", "%25", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
