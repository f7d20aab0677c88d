namespace MoeGate.Reports.Html;

/// <summary>
/// The frame of a plot. The drawing is as wide as the page allows and places its marks in percent, while text, strokes and dots keep
/// their size: so the same drawing is read on a telephone, on a wide screen and on paper. Labels stand outside of the drawing, in the
/// margins that the style leaves.
/// </summary>
internal static class Chart
{
    /// <summary>Opens a drawing with its grid and labels.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="says">What a person who does not see it is told.</param>
    /// <param name="height">In pixels, without the margins.</param>
    public static void Open(Markup page, string says, int height, Axis x, Axis y, string style = "chart")
    {
        page.Write($"""<svg class="{style}" height="{height}" role="img" tabindex="0" aria-label="{says}"><g class="grid">""");
        foreach (var tick in y.Ticks) page.Write($"""<line x1="0" x2="100%" y1="{Up(y, tick)}%" y2="{Up(y, tick)}%"/>""");
        page.Write($"""<line class="base" x1="0" x2="100%" y1="100%" y2="100%"/></g><g class="ticks" aria-hidden="true">""");
        foreach (var tick in y.Ticks) page.Write($"""<text class="left" x="-8" y="{Up(y, tick)}%" dy=".32em">{y.Text(tick)}</text>""");
        foreach (var tick in x.Ticks) page.Write($"""<line x1="{Along(x, tick)}%" x2="{Along(x, tick)}%" y1="100%" y2="100%" class="tick"/><text class="below" x="{Along(x, tick)}%" y="100%" dy="1.45em">{x.Text(tick)}</text>""");
        if (y.Label.Length > 0) page.Write($"""<text class="name" x="0" y="0" dx="-2.6em" dy="-.9em">{y.Label}</text>""");
        if (x.Label.Length > 0) page.Write($"""<text class="name end" x="100%" y="100%" dy="2.9em">{x.Label}</text>""");
        page.Write($"</g>");
    }

    public static void Close(Markup page) => page.Write($"</svg>\n");

    /// <summary>In percent from the left.</summary>
    public static double Along(Axis axis, double value) => 100 * axis.Scale.At(value);

    /// <summary>In percent from the top, for large values are above.</summary>
    public static double Up(Axis axis, double value) => 100 - 100 * axis.Scale.At(value);
}
