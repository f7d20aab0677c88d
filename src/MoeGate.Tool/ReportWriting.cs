using System.Text;
using MoeGate.Formats;
using MoeGate.Reports;
using MoeGate.Rules;
using MoeGate.Tool.Options;

namespace MoeGate.Tool;

/// <summary>Sends a verdict to all the places that were asked for.</summary>
internal static class ReportWriting
{
    private const string StepSummary = "GITHUB_STEP_SUMMARY";

    public static void Write(Verdict verdict, IReadOnlyList<ReportTarget> targets, Terminal terminal, bool verbose)
    {
        foreach (var (reporter, file) in targets.OrderBy(t => t.File is not null))
        {
            if (file is null) reporter.Write(verdict, terminal.Out, terminal.Style(verbose));
            else OutputFile.Write(file.Path, file.Shown, writer => reporter.Write(verdict, writer, new ReportStyle()));
            if (reporter is GitHubReport && terminal.Environment(StepSummary) is { Length: > 0 } summary) AppendSummary(verdict, summary);
        }
    }

    /// <summary>The step summary is shared by all commands of a step, so it is added to and not replaced, and its size is theirs together.</summary>
    private static void AppendSummary(Verdict verdict, string path)
    {
        try
        {
            var there = File.Exists(path) ? new FileInfo(path).Length : 0;
            using var writer = new StreamWriter(path, append: true, new UTF8Encoding(false));
            MarkdownReport.Write(verdict, writer, MarkdownReport.MostBytes - there);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputKind.Configuration, new Place(path), "cannot be written: " + e.Message.TrimEnd('.'), StepSummary + " has to name a file");
        }
    }
}
