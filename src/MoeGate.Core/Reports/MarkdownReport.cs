using System.Text;
using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>A summary for pull requests and step summaries.</summary>
public sealed class MarkdownReport : Reporter
{
    /// <summary>GitHub takes a step summary of at most 1 MiB; what follows the cut needs a little room.</summary>
    public const int MostBytes = 1024 * 1024 - 4096;

    public override string Format => "markdown";

    public override string About => "tables for a pull request or a step summary, at most 1 MiB";

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style) => Write(verdict, writer, MostBytes);

    /// <param name="bytes">What there is room for. The verdict and the note of what was cut are written whatever it is.</param>
    public static void Write(Verdict verdict, TextWriter writer, long bytes)
    {
        var sign = verdict.Decision switch { Decision.Pass => "✅", Decision.Fail => "❌", _ => "⚠️" };
        var budget = new Budget(writer, bytes);
        budget.Always($"## {sign} MoeGate: {Text(verdict.Summary)}\n\n");
        if (EvidenceIdentity.DevicesIn(verdict.Metrics.Evidence) is { } devices) budget.Always($"Measured on {Text(devices)}.\n\n");

        var bad = verdict.Findings.Where(f => f.Outcome is not (Outcome.Pass or Outcome.NotApplicable)).ToList();
        if (bad.Count > 0)
        {
            budget.Write("| | rule | subject | what | worst |\n|---|---|---|---|---|\n");
            budget.Rows(bad, "findings", f =>
                $"| {(f.Outcome == Outcome.NoData ? "no data" : f.Outcome.Name())} | {f.Rule.Id} | {Code(f.Subject.Name)} | {Text(f.Message)} | {string.Join(" ", f.Worst.Take(5).Select(w => $"{Code(w.Label)} {Text(w.Figure(f.Rule.Metric.Unit))}"))} |\n");
            budget.Write("\n");
            foreach (var rule in bad.Select(f => f.Rule).Where(r => r.Why.Length > 0).DistinctBy(r => r.Id).Take(20)) budget.Write($"**{rule.Id}** {Text(rule.Why)}\n\n");
        }

        budget.Rows(verdict.Notices, "notices", n => $"- {(n.IsWarning ? "**warning** " : "")}{Text($"{n.Place}: {n.Message}")}\n");
        if (verdict.Notices.Count > 0) budget.Write("\n");
        var passed = verdict.Findings.Where(f => f.Outcome == Outcome.Pass).ToList();
        if (passed.Count > 0)
        {
            var open = budget.Write("<details><summary>Passed</summary>\n\n| rule | metric | figure | limit |\n|---|---|---|---|\n");
            budget.Rows(passed, "passed rules", f =>
                $"| {f.Rule.Id}{(f.Group is null ? "" : " " + Code(f.Group))} | {Code(f.Rule.Metric.Id)} | {(f.Actual is { } actual ? Text(Figure.Format(actual, f.Unit)) : "exact")}{Exceptions(f)} | {Code(f.Limit?.Text ?? "")} |\n");
            if (open) budget.Always("\n</details>\n\n");
        }

        var notApplicable = verdict.Findings.Where(f => f.Outcome == Outcome.NotApplicable).Select(f => f.Rule.Id).Distinct().ToList();
        if (notApplicable.Count > 0) budget.Write($"Not applicable: {string.Join(", ", notApplicable)}\n\n");
        budget.Finish($"moegate {Text(verdict.Version)}\n");
    }

    private static string Exceptions(Finding finding) =>
        finding is { Beyond: > 0, Limit.Aggregate.IsEach: true } ? $" ({finding.Beyond} beyond, which is allowed)" : "";

    /// <summary>Text in which no character means anything to Markdown or HTML.</summary>
    public static string Text(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in Plain.Text(text))
        {
            // A mention is found in the text that the browser gets, so @ has to be kept apart from the name.
            if (c == '@') safe.Append("&#64;&#8203;");
            else if ("&<>|`*_[]\\~#!$".Contains(c)) safe.Append("&#").Append((int)c).Append(';');
            else safe.Append(c);
        }

        return safe.ToString();
    }

    /// <summary>A code span, in which only the backtick and the pipe mean anything.</summary>
    public static string Code(string text) =>
        text.Length == 0 ? "" : $"`{Plain.Text(text).Replace('`', '\'').Replace("|", "\\|", StringComparison.Ordinal)}`";

    /// <summary>Writes until the bytes are used up, and never cuts a row.</summary>
    private sealed class Budget(TextWriter writer, long bytes)
    {
        private long left = bytes;
        private readonly List<string> cut = [];

        public bool Write(string text)
        {
            var size = Encoding.UTF8.GetByteCount(text);
            if (size > left) return false;
            left -= size;
            writer.Write(text);
            return true;
        }

        public void Always(string text)
        {
            left -= Encoding.UTF8.GetByteCount(text);
            writer.Write(text);
        }

        public void Rows<T>(IReadOnlyList<T> items, string what, Func<T, string> row)
        {
            for (var i = 0; i < items.Count; i++)
            {
                if (Write(row(items[i]))) continue;
                left = 0;
                cut.Add($"{items.Count - i} of {items.Count} {what}");
                return;
            }
        }

        public void Finish(string last)
        {
            if (cut.Count > 0) writer.Write($"\nCut to fit 1 MiB: {string.Join(", ", cut)} are not shown; the JSON report has all.\n\n");
            writer.Write(last);
        }
    }
}
