using System.Globalization;
using System.Text.RegularExpressions;

namespace MoeGate.Tasks;

/// <summary>A line of the tool's report for MSBuild: <c>moegate.json(7,5): error MG207: text</c>.</summary>
internal sealed class Finding
{
    private static readonly Regex form = new(@"\A(?<file>.+?)\((?<line>[0-9]{1,9}),(?<column>[0-9]{1,9})\): (?<level>error|warning) (?<code>[A-Za-z][A-Za-z0-9_-]*): (?<message>.*)\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));

    private Finding(Match match)
    {
        File = match.Groups["file"].Value;
        Line = Number(match.Groups["line"]);
        Column = Number(match.Groups["column"]);
        IsError = match.Groups["level"].Value == "error";
        Code = match.Groups["code"].Value;
        Message = match.Groups["message"].Value;
    }

    public string File { get; }

    public int Line { get; }

    public int Column { get; }

    public bool IsError { get; }

    public string Code { get; }

    public string Message { get; }

    /// <summary>The finding of a line; null where it is of another form.</summary>
    public static Finding? Parse(string line) => form.Match(line) is { Success: true } match ? new Finding(match) : null;

    private static int Number(Group group) => int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture);
}
