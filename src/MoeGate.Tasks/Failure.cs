using System.Globalization;
using System.Text.RegularExpressions;

namespace MoeGate.Tasks;

/// <summary>Why there is no verdict: the last error that the tool wrote to standard error, and the place that it names.</summary>
internal sealed class Failure
{
    private static readonly Regex place = new(@"\A(?<file>.+?):(?<line>[0-9]{1,9})(:(?<column>[0-9]{1,9}))?: (?<what>.*)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    /// <summary>A line that says why, and is neither a note nor how far the reading is.</summary>
    private static readonly Regex reason = new(@"\Amoegate: (?!note: | *[0-9]+ *% of )(?<what>.*)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private Failure(string? file, int line, int column, string message) => (File, Line, Column, Message) = (file, line, column, message);

    /// <summary>As the tool names it; null where it names none with a line.</summary>
    public string? File { get; }

    public int Line { get; }

    public int Column { get; }

    public string Message { get; }

    /// <param name="exitCode">What the tool ended with.</param>
    /// <param name="said">What it wrote to standard error.</param>
    public static Failure Of(int exitCode, IReadOnlyList<string> said)
    {
        if (exitCode is 2 or 3 && said.Select(l => reason.Match(l)).LastOrDefault(m => m.Success) is { } line)
        {
            var what = line.Groups["what"].Value;
            return place.Match(what) is { Success: true } match
                ? new Failure(match.Groups["file"].Value, Number(match.Groups["line"]), Number(match.Groups["column"]), match.Groups["what"].Value)
                : new Failure(null, 0, 0, what);
        }

        if (exitCode == 3) return new Failure(null, 0, 0, "no rule was applicable, so nothing was judged: name the evidence that the rules require, or rules for the evidence that there is");
        if (exitCode == 1) return new Failure(null, 0, 0, "the gate failed on warnings, as MoeGateFailOn asks for");
        var text = string.Join(" ", said.Select(l => l.Trim()).Where(l => l.Length > 0));
        return new Failure(null, 0, 0, string.Format(CultureInfo.InvariantCulture, "the tool ended with exit code {0}{1}", exitCode, text.Length == 0 ? " and said nothing" : ": " + text));
    }

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
}
