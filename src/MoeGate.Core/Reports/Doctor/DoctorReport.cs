using MoeGate.Formats;

namespace MoeGate.Reports.Doctor;

/// <summary>What was found, what is missing and what to do, for a person.</summary>
public static class DoctorReport
{
    private const int MarkWidth = 9;

    /// <param name="sections">What was looked at.</param>
    /// <param name="summary">The last line.</param>
    /// <param name="isWell">Whether a gate could run.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="style">Colour or none.</param>
    public static void Write(IReadOnlyList<SignSection> sections, string summary, bool isWell, TextWriter writer, ReportStyle style)
    {
        var page = new Page(writer, style);
        page.Title($"MoeGate {Gate.Version}");
        foreach (var section in sections.Where(s => s.Signs.Count > 0))
        {
            page.Section(section.Name);
            var name = section.Signs.Max(s => Plain.Text(s.Name).Length) + 2;
            foreach (var sign in section.Signs) Write(page, sign, name);
        }

        page.Line();
        writer.Write(style.Paint(Plain.Text(summary), isWell ? Color.Green : Color.Red) + "\n");
    }

    private static void Write(Page page, Sign sign, int name)
    {
        var (word, color) = sign.Mark switch
        {
            Mark.Fine => ("ok", Color.Green),
            Mark.Note => ("note", Color.Grey),
            Mark.Missing => ("missing", Color.Yellow),
            _ => ("wrong", Color.Red),
        };
        page.Line(page.Style.Paint(word.PadRight(MarkWidth), color) + (Plain.Text(sign.Name).PadRight(name) + Plain.Text(sign.Text)).TrimEnd());
        if (sign.Remedy is not { } remedy) return;
        var indent = new string(' ', MarkWidth + name);
        foreach (var line in Wrapping.Lines("to do: " + Plain.Text(remedy), Page.Narrow - 2 - indent.Length)) page.Line(indent + Plain.Text(line));
    }
}
