using MoeGate.Rules;

namespace MoeGate.Reports;

/// <summary>Colour for a terminal, or none.</summary>
public static class Color
{
    public const string Red = "31";
    public const string Green = "32";
    public const string Yellow = "33";
    public const string Grey = "90";
    public const string Bold = "1";

    /// <summary>The text in this colour where the style has colour.</summary>
    public static string Paint(this ReportStyle style, string text, string color) => style.Color ? $"\e[{color}m{text}\e[0m" : text;

    public static string Of(Outcome outcome) => outcome switch
    {
        Outcome.Fail => Red,
        Outcome.Warning or Outcome.NoData => Yellow,
        Outcome.Pass => Green,
        _ => Grey,
    };
}
