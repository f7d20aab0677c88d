using MoeGate.Formats;
using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>
/// MSBuild's canonical form, <c>file(line,col): error MG201: text</c>, one line per finding and nothing else: MSBuild reads every
/// line that looks like an error as one.
/// </summary>
public sealed class MsBuildReport : Reporter
{
    public override string Format => "msbuild";

    public override string About => "canonical error and warning lines for MSBuild";

    public override bool IsOfLines => true;

    public override void Write(Verdict verdict, TextWriter writer, ReportStyle style)
    {
        foreach (var finding in verdict.Findings)
        {
            if (finding.Severity() is not { } level) continue;
            writer.Write(Line(finding.Rule.Place, level, finding.Rule.Id, finding.Message));
        }

        foreach (var notice in verdict.Notices.Where(n => n.IsWarning)) writer.Write(Line(notice.Place, Level.Warning, Notice.Code, notice.Message));
    }

    private static string Line(Place place, Level level, string code, string message) =>
        $"{File(place.Path ?? "moegate.json")}({Math.Max(1, place.Line)},{Math.Max(1, place.Column)}): {level.Name()} {code}: {Plain.Text(message)}\n";

    /// <summary>MSBuild ends the file's name at the first colon behind a drive's.</summary>
    private static string File(string path)
    {
        var plain = Plain.Text(path);
        var drive = plain is [var letter, ':', '/' or '\\', ..] && char.IsAsciiLetter(letter) ? 2 : 0;
        return plain[..drive] + plain[drive..].Replace(':', '_');
    }
}
