using System.Globalization;
using System.Text;

namespace MoeGate.Formats;

/// <summary>
/// Makes untrusted text harmless to print: one line, no control or direction-changing characters, bounded length, and nothing
/// that a CI runner would take for a command (<c>::error::</c> at the start of a line, <c>##[…]</c> anywhere in it).
/// </summary>
public static class Plain
{
    private const int Longest = 2000;

    /// <summary>As given, with forward slashes; an absolute path says only the file's name, for its folders name a machine.</summary>
    public static string Portable(string path) => (Path.IsPathRooted(path) ? Path.GetFileName(path) : path).Replace('\\', '/');

    public static string Text(string text)
    {
        if (text.Length <= Longest && !text.Any(IsUnsafe) && !text.Contains("##", StringComparison.Ordinal) && !text.AsSpan().TrimStart().StartsWith("::"))
            return text;

        var plain = new StringBuilder(Math.Min(text.Length, Longest) + 8);
        foreach (var c in text)
        {
            if (plain.Length >= Longest)
            {
                if (char.IsHighSurrogate(plain[^1])) plain.Length--;
                plain.Append('…');
                break;
            }

            var safe = c is '\n' or '\r' or '\t' ? ' ' : IsUnsafe(c) ? '\uFFFD' : c;
            if ((safe == '[' || char.IsAsciiLetter(safe)) && plain.Length >= 2 && plain[^1] == '#' && plain[^2] == '#') plain.Append(' ');
            plain.Append(safe);
        }

        var start = 0;
        while (start < plain.Length && char.IsWhiteSpace(plain[start])) start++;
        if (start + 1 < plain.Length && plain[start] == ':' && plain[start + 1] == ':') plain.Insert(start + 1, ' ');
        return plain.ToString();
    }

    /// <summary>Control characters, line breaks of any kind, and what changes the direction of text.</summary>
    internal static bool IsUnsafe(char c) =>
        c < ' ' || c > '~' && (
            char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u061C' or '\u200E' or '\u200F' or '\uFEFF' or '\uFFFE' or '\uFFFF');
}
