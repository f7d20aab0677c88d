namespace MoeGate.Reports;

/// <summary>
/// A table in plain text. A cell is never wrapped or shortened: columns are as wide as their widest cell, and the last one is
/// not padded.
/// </summary>
public sealed class TextTable(params IReadOnlyList<string> headings)
{
    private readonly List<string[]> rows = [];
    private readonly HashSet<int> right = [];

    public int Rows => rows.Count;

    /// <summary>Aligns these columns, counted from 0, to the right.</summary>
    public TextTable Right(params IEnumerable<int> columns)
    {
        right.UnionWith(columns);
        return this;
    }

    public void Add(params string[] cells) => rows.Add(cells);

    public void Write(TextWriter writer, ReportStyle style, string indent = "  ")
    {
        var widths = headings.Select((h, c) => Math.Max(Width(h), rows.Count == 0 ? 0 : rows.Max(r => Width(r[c])))).ToArray();
        if (headings.Any(h => h.Length > 0)) writer.Write(indent + style.Paint(Line([.. headings], widths), Color.Grey) + "\n");
        foreach (var row in rows) writer.Write(indent + Line(row, widths) + "\n");
    }

    private string Line(string[] cells, int[] widths) =>
        string.Join("  ", cells.Select((cell, c) =>
        {
            var padding = new string(' ', widths[c] - Width(cell));
            return right.Contains(c) ? padding + cell : c == cells.Length - 1 ? cell : cell + padding;
        })).TrimEnd();

    /// <summary>Columns on a terminal: escape sequences take none, a surrogate pair takes one.</summary>
    private static int Width(string text)
    {
        var width = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\e')
            {
                while (i < text.Length && text[i] != 'm') i++;
            }
            else if (!char.IsLowSurrogate(text[i]))
            {
                width++;
            }
        }

        return width;
    }
}
