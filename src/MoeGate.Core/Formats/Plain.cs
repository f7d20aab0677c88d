using System.Globalization;
using System.Text;

namespace MoeGate.Formats;

/// <summary>Makes untrusted text harmless to print: one line, no control or direction-changing characters, bounded length.</summary>
public static class Plain
{
    private const int Longest = 2000;

    /// <summary>The text on one line; what could steer a terminal or hide characters becomes U+FFFD.</summary>
    public static string Text(string text)
    {
        if (text.Length <= Longest && !text.Any(IsUnsafe)) return text;

        var plain = new StringBuilder(Math.Min(text.Length, Longest) + 1);
        foreach (var c in text)
        {
            if (plain.Length == Longest)
            {
                if (char.IsHighSurrogate(plain[^1])) plain.Length--;
                return plain.Append('…').ToString();
            }

            plain.Append(c is '\n' or '\r' or '\t' ? ' ' : IsUnsafe(c) ? '\uFFFD' : c);
        }

        return plain.ToString();
    }

    private static bool IsUnsafe(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\uFEFF' or '\uFFFE' or '\uFFFF';
}
