using System.Globalization;
using MoeGate.Formats;

namespace MoeGate.Reports;

/// <summary>Headings, lines and small bars of a text report for a person.</summary>
/// <param name="writer">Where to.</param>
/// <param name="style">Colour or none.</param>
/// <param name="width">How wide headings and prose are; a table is as wide as its cells.</param>
internal sealed class Page(TextWriter writer, ReportStyle style, int width = Page.Narrow)
{
    /// <summary>The columns in which most tables fit.</summary>
    public const int Narrow = 100;

    private const int FactName = 24;

    public TextWriter Writer => writer;

    public ReportStyle Style => style;

    public void Title(string text) => writer.Write(style.Paint(text, Color.Bold) + "\n");

    public void Section(string name) =>
        writer.Write("\n" + style.Paint($"── {name} {new string('─', Math.Max(0, width - name.Length - 4))}", Color.Bold) + "\n");

    public void Line(string text = "") => writer.Write(text.Length == 0 ? "\n" : "  " + text + "\n");

    /// <summary>A note, wrapped; made harmless line by line, for a name in it may be broken anywhere.</summary>
    public void Note(string text)
    {
        foreach (var line in Wrapping.Lines(text, width - 2)) writer.Write("  " + style.Paint(Plain.Text(line), Color.Grey) + "\n");
    }

    public void Fact(string name, string value) => writer.Write($"  {name.PadRight(FactName - 1)} {value}\n");

    /// <summary>A fact in words, wrapped beside its name.</summary>
    public void Point(string name, string text, string? color = null)
    {
        foreach (var line in Wrapping.Lines(text, width - 2 - FactName))
        {
            Fact(name, color is null ? Plain.Text(line) : style.Paint(Plain.Text(line), color));
            name = "";
        }
    }

    public void Table(TextTable table) => table.Write(writer, style);

    /// <summary>A bar of eighths; empty for values that are not positive.</summary>
    public static string Bar(double value, double full, int width)
    {
        if (!(value > 0) || !(full > 0)) return "";
        var eighths = (int)Math.Round(Math.Min(1, value / full) * width * 8);
        return new string('█', eighths / 8) + (eighths % 8 == 0 ? "" : ((char)('█' + 8 - eighths % 8)).ToString());
    }

    /// <summary>The scores from the highest to the lowest in so many columns, as a row of blocks.</summary>
    public static string Curve(double[] scores, int[] ranking, int width)
    {
        var highest = ranking.Length == 0 ? 0 : scores[ranking[0]];
        if (highest <= 0) return "";
        width = Math.Min(width, ranking.Length);
        return string.Concat(Enumerable.Range(0, width).Select(column =>
        {
            var from = column * ranking.Length / width;
            var to = Math.Max(from + 1, (column + 1) * ranking.Length / width);
            var mean = ranking[from..to].Average(e => scores[e]);
            return (char)('▁' + (int)Math.Clamp(Math.Round(mean / highest * 7), 0, 7));
        }));
    }

    /// <summary>A fixed number of decimals, invariant; a dash for what is not available.</summary>
    public static string Fixed(double? value, int decimals, string unit = "") =>
        value is { } number ? number.ToString("F" + decimals, CultureInfo.InvariantCulture) + unit : "–";

    /// <summary>With its sign.</summary>
    public static string Signed(double? value, int decimals, string unit = "") =>
        value is { } number ? (number >= 0 ? "+" : "") + Fixed(number, decimals, unit) : "–";

    /// <summary>A score: five decimals, or six significant digits where those would be noise or nothing.</summary>
    public static string Score(double? value) => value switch
    {
        null => "–",
        0 => "0",
        >= 0.01 and < 1e6 => Fixed(value, 5),
        { } number => Metrics.Figure.Number(number),
    };

    /// <summary>With thousands separators.</summary>
    public static string Grouped(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
