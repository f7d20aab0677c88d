using MoeGate.Metrics;

namespace MoeGate.Reports.Weights;

/// <summary>A column of a table of readings.</summary>
/// <param name="Heading">Above it.</param>
/// <param name="Cell">What a row shows in it.</param>
/// <param name="Expected">What chance alone would show in it, for all rows; empty where nothing is known.</param>
internal sealed record Column(string Heading, Func<ReportRow, string> Cell, Func<IReadOnlyList<ReportRow>, string> Expected)
{
    public const string ByChance = "by chance alone";

    /// <summary>A column of one metric.</summary>
    public static Column Of(string heading, string id, Func<double?, string> format) =>
        new(heading, row => format(row[id]), rows => Null(rows, id, format));

    /// <summary>A column of one metric whose value by chance is known without its reading.</summary>
    public static Column Of(string heading, string id, Func<double?, string> format, double expected) => Of(heading, id, format) with { Expected = _ => format(expected) };

    /// <summary>A column of anything.</summary>
    public static Column Text(string heading, Func<ReportRow, string> cell) => new(heading, cell, _ => "");

    public static Column Shape { get; } = Text("shape", r => r.Tensor is { } t
        ? t.Tensor.IsStacked ? $"{t.Tensor.Slices.Count}×{t.Tensor.Slices[0].Rows}×{t.Tensor.Columns}" : t.Tensor.IsVector ? Figure.Number(t.Tensor.Elements) : $"{t.Tensor.Rows}×{t.Tensor.Columns}"
        : r.Source is { } s ? $"{s.Sums.Tokens}×{s.Sums.Dimensions}" : "");

    /// <summary>Writes the rows, and below them what chance alone would give where that is known.</summary>
    public static void Write(Page page, string subject, IReadOnlyList<ReportRow> rows, params IReadOnlyList<Column> columns)
    {
        var table = new TextTable([subject, .. columns.Select(c => c.Heading)]).Right(Enumerable.Range(1, columns.Count));
        foreach (var row in rows) table.Add([row.IsWorst ? "  worst: " + row.Label : row.Label, .. columns.Select(c => c.Cell(row))]);
        string[] expected = [.. columns.Select(c => c.Expected(rows))];
        if (expected.Any(e => e.Length > 0)) table.Add([ByChance, .. expected]);
        page.Table(table);
    }

    private static string Null(IReadOnlyList<ReportRow> rows, string id, Func<double?, string> format)
    {
        List<string> known = [.. rows.Select(r => r.Read(id)?.Expected).OfType<double>().Order().Select(e => format(e)).Distinct()];
        return known.Count switch
        {
            0 => "",
            1 => known[0],
            _ => $"{known[0]}–{known[^1]}",
        };
    }
}

/// <summary>How figures of different kinds are written, so that they stand well below each other.</summary>
internal static class Show
{
    /// <summary>A weight, an activation or an error: six decimals, or four significant digits where those would be too few or too many.</summary>
    public static string Value(double? value) => value switch
    {
        null => "–",
        0 => "0",
        { } number when Math.Abs(number) is >= 1e-4 and < 1e6 => Page.Fixed(number, 6),
        { } number => Scientific(number),
    };

    /// <summary>A figure without a unit.</summary>
    public static Func<double?, string> Decimals(int decimals) => value => value switch
    {
        null => "–",
        { } large when Math.Abs(large) >= 1e7 => Scientific(large),
        < 0 when value > -0.5 * Math.Pow(10, -decimals) => Page.Fixed(0, decimals),
        _ => Page.Fixed(value, decimals),
    };

    /// <summary>A share in percent.</summary>
    public static Func<double?, string> Percent(int decimals) => value => value is { } share ? Page.Fixed(100 * share, decimals, "%") : "–";

    /// <summary>A share where few parts in a thousand matter.</summary>
    public static string Share(double? value) => value is null or 0 or >= 5e-5 ? (value is 0 ? "0" : Page.Fixed(value, 4)) : Scientific(value.Value);

    /// <summary>A number of things; with decimals where it is a mean of such.</summary>
    public static string Count(double? value) => value is { } count && count == Math.Floor(count) ? Page.Grouped(count) : Page.Fixed(value, 2);

    public static string Times(double? value) => value switch
    {
        null => "–",
        >= 1e6 => Scientific(value.Value) + "×",
        _ => Page.Fixed(value, 1, "×"),
    };

    private static string Scientific(double value) =>
        value.ToString("0.000e0", System.Globalization.CultureInfo.InvariantCulture);
}
