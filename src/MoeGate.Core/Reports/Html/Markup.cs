using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using MoeGate.Formats;

namespace MoeGate.Reports.Html;

/// <summary>
/// Writes HTML so that nothing untrusted can be forgotten: the literal parts of an interpolated string are markup, whatever stands in
/// its braces is text, and is escaped.
/// </summary>
internal sealed class Markup(TextWriter writer)
{
    private static readonly SearchValues<char> special = SearchValues.Create("&<>\"'`");

    /// <summary>The parts were written when they were put together; what is left is to go on.</summary>
    public Markup Write([InterpolatedStringHandlerArgument("")] ref Handler markup) => this;

    /// <summary>Markup that is all our own: the style, the script, and data that were escaped for where they stand.</summary>
    public void Verbatim(string markup) => writer.Write(markup);

    /// <summary>Text in which no character means anything to HTML, in an element or in a quoted attribute.</summary>
    public static string Safe(string text)
    {
        var plain = Plain.Text(text);
        if (!plain.AsSpan().ContainsAny(special)) return plain;
        var safe = new StringBuilder(plain.Length + 16);
        foreach (var c in plain)
        {
            if (special.Contains(c)) safe.Append("&#").Append((int)c).Append(';');
            else safe.Append(c);
        }

        return safe.ToString();
    }

    /// <summary>What a path is drawn by: made of numbers, and as long as it has to be.</summary>
    public readonly record struct Path(string Data);

    [InterpolatedStringHandler]
    public readonly ref struct Handler
    {
        private readonly Markup markup;

        /// <summary>The lengths are the compiler's; nothing is collected, so they are of no use.</summary>
        public Handler(int literalLength, int formattedCount, Markup markup) => this.markup = markup;

        public void AppendLiteral(string literal) => markup.Verbatim(literal);

        public void AppendFormatted(string? text) => markup.Verbatim(Safe(text ?? ""));

        public void AppendFormatted(int number) => markup.Verbatim(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(Path path) => markup.Verbatim(path.Data);

        /// <summary>A position or a length, to a hundredth.</summary>
        public void AppendFormatted(double position) => markup.Verbatim(Place(position));
    }

    /// <summary>A position or a length as SVG reads it, to a hundredth.</summary>
    public static string Place(double position) => Math.Round(position, 2).ToString("0.##", CultureInfo.InvariantCulture);
}
