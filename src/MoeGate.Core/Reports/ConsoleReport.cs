using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>The findings for a person, worst first, and one line with the verdict.</summary>
public sealed class ConsoleReport : Reporter
{
    private const string Indent = "          ";

    public override string Format => "console";

    public override string About => "a table of findings, worst first, and one line with the verdict";

    public override bool IsOfLines => true;

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        foreach (var finding in verdict.Findings.Where(f => f.Outcome is not (Outcome.Pass or Outcome.NotApplicable)))
        {
            writer.Write($"{style.Paint(Label(finding).PadRight(Indent.Length), Color.Of(finding.Outcome))}{finding.Rule.Id}  {Plain.Text(finding.Rule.Title)}\n");
            writer.Write($"{Indent}{Plain.Text(finding.Message)}\n");
            if (finding.Rule.Why.Length > 0 && finding.Outcome != Outcome.NoData) Wrap(writer, finding.Rule.Why);
            if (finding.Worst.Count > 0 && finding.Outcome is Outcome.Fail or Outcome.Warning or Outcome.Waived)
                writer.Write($"{Indent}worst: {string.Join(", ", finding.Worst.Select(w => $"{Plain.Text(w.Label)} {w.Figure(finding.Rule.Metric.Unit)}"))}{More(finding)}\n");
            if (finding.Outcome is Outcome.Fail or Outcome.Warning && finding.Rule.Metric.Text.Remedy.Length > 0)
                Wrap(writer, "to do: " + finding.Rule.Metric.Text.Remedy);
            writer.Write("\n");
        }

        foreach (var notice in verdict.Notices)
            writer.Write($"{style.Paint((notice.IsWarning ? "warning" : "note").PadRight(Indent.Length), notice.IsWarning ? Color.Yellow : Color.Grey)}{Plain.Text($"{notice.Place}: {notice.Message}")}\n\n");
        WritePassed(verdict, writer, style);
        if (EvidenceIdentity.DevicesIn(verdict.Metrics.Evidence) is { } devices) writer.Write(style.Paint($"measured on {Plain.Text(devices)}", Color.Grey) + "\n\n");
        writer.Write(style.Paint(verdict.Summary, verdict.Decision switch { Decision.Pass => Color.Green, Decision.Fail => Color.Red, _ => Color.Yellow }) + "\n");
    }

    private static void WritePassed(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        var table = new TextTable("", "rule", "metric", "figure", "limit", "subjects").Right(3);
        foreach (var finding in verdict.Findings.Where(f => f.Outcome == Outcome.Pass))
        {
            table.Add(
                style.Paint("pass", Color.Green),
                finding.Rule.Id + (finding.Group is null ? "" : " " + Plain.Text(finding.Group)),
                finding.Rule.Metric.Id,
                finding.Actual is { } actual ? Figure.Format(actual, finding.Unit) : "exact",
                Plain.Text(finding.Limit?.Text ?? ""),
                $"{finding.Judged}{(finding.LeftOut > 0 ? $" (+{finding.LeftOut} n/a)" : "")}{(finding.New > 0 ? $" (+{finding.New} new)" : "")}{Exceptions(finding)}");
        }

        if (table.Rows > 0)
        {
            table.Write(writer, style, "");
            writer.Write("\n");
        }

        var notApplicable = verdict.Findings.Where(f => f.Outcome == Outcome.NotApplicable).ToList();
        if (notApplicable.Count == 0) return;
        if (style.Verbose)
        {
            foreach (var finding in notApplicable) writer.Write($"{style.Paint("n/a", Color.Grey)}   {finding.Rule.Id}  {Plain.Text(finding.Message)}\n");
        }
        else
        {
            var ids = string.Join(", ", notApplicable.Select(f => f.Rule.Id).Distinct());
            writer.Write(style.Paint($"not applicable: {ids} (--verbose says why)", Color.Grey) + "\n");
        }

        writer.Write("\n");
    }

    /// <summary>Exceptions that an <c>allow</c> bore are listed, not hidden.</summary>
    private static string Exceptions(Finding finding) => finding is { Beyond: > 0, Limit.Aggregate.IsEach: true }
        ? $"; allowed beyond: {string.Join(", ", finding.Worst.Take(finding.Beyond).Select(w => Plain.Text(w.Label)))}{More(finding)}"
        : "";

    private static string More(Finding finding)
    {
        var all = Math.Max(finding.Beyond, finding.Worst.Count);
        return all > finding.Worst.Count ? $" and {all - finding.Worst.Count} more" : "";
    }

    private static string Label(Finding finding) => finding.Outcome switch
    {
        Outcome.Fail => "FAIL",
        Outcome.Warning => "warning",
        Outcome.NoData => finding.Level == Level.Error ? "NO DATA" : "no data",
        _ => finding.Outcome.Name(),
    };

    private static void Wrap(TextWriter writer, string text)
    {
        foreach (var line in Wrapping.Lines(Plain.Text(text), 100 - Indent.Length)) writer.Write($"{Indent}{Plain.Text(line)}\n");
    }
}
