using System.Text;
using MoeGate.Formats;
using MoeGate.Reports;
using MoeGate.Rules;
using MoeGate.Tool.Options;

namespace MoeGate.Tool;

/// <summary>
/// What later steps of a workflow may ask of this one: <c>verdict</c>, <c>errors</c> and <c>warnings</c>, of all gates of the command together.
/// They stand beside the github report, in the file that GITHUB_OUTPUT names.
/// </summary>
internal static class StepOutputs
{
    private const string Variable = "GITHUB_OUTPUT";

    /// <param name="verdicts">The verdicts reached.</param>
    /// <param name="gates">How many were asked for: one that could not be judged leaves the whole undecided.</param>
    /// <param name="targets">Where the reports went.</param>
    /// <param name="terminal">The world.</param>
    public static void Write(IReadOnlyCollection<Verdict> verdicts, int gates, IEnumerable<ReportTarget> targets, Terminal terminal)
    {
        if (!targets.Any(t => t.Reporter is GitHubReport) || terminal.Environment(Variable) is not { Length: > 0 } path) return;
        var decision = verdicts.Any(v => v.Decision == Decision.Fail) ? Decision.Fail
            : verdicts.Count < gates || verdicts.Any(v => v.Decision == Decision.Undecided) ? Decision.Undecided
            : Decision.Pass;
        try
        {
            using var writer = new StreamWriter(path, append: true, new UTF8Encoding(false)) { NewLine = "\n" };
            writer.WriteLine("verdict=" + decision.ToString().ToLowerInvariant());
            writer.WriteLine($"errors={Count(verdicts, Level.Error)}");
            writer.WriteLine($"warnings={Count(verdicts, Level.Warning)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(InputKind.Configuration, new Place(path), "cannot be written: " + e.Message.TrimEnd('.'), Variable + " has to name a file");
        }
    }

    private static int Count(IEnumerable<Verdict> verdicts, Level level) =>
        verdicts.Sum(v => v.Findings.Count(f => f.Severity() == level) + (level == Level.Warning ? v.Notices.Count(n => n.IsWarning) : 0));
}
