using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MoeGate.Formats.Json;

/// <summary>Strings as JSON for a person to read: only what has to be escaped is, and what could steer a terminal or a CI runner.</summary>
public static class JsonText
{
    /// <summary>
    /// Letters of the basic plane as they are; escaped are control and direction-changing characters, what means something to HTML,
    /// and <c>#</c>, with which a runner's commands (<c>##[…]</c>, <c>##vso[…]</c>) begin anywhere in a line.
    /// </summary>
    public static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(Settings());

    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text))
        {
            if (Plain.IsUnsafe(c) || c == '#' && quoted[^1] == '#') quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>A value in one line, without its blanks and comments.</summary>
    public static string Of(JsonItem item) => item.Kind switch
    {
        JsonKind.Object => $"{{{string.Join(',', item.Members.Select(m => $"{Quote(m.Key)}:{Of(m.Value)}"))}}}",
        JsonKind.Array => $"[{string.Join(',', item.Items.Select(Of))}]",
        JsonKind.Text => Quote(item.Text),
        JsonKind.Number => item.Number.ToString("R", CultureInfo.InvariantCulture),
        _ => item.Describe(),
    };

    private static TextEncoderSettings Settings()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.All);
        settings.ForbidCharacters(['#', .. Enumerable.Range(0x80, 0xFF80).Select(c => (char)c).Where(Plain.IsUnsafe)]);
        return settings;
    }
}
