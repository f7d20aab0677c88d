using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace MoeGate.Formats.Json;

/// <summary>Strings as JSON for a person to read: only what has to be escaped is, and what could steer a terminal.</summary>
public static class JsonText
{
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text))
        {
            if (Plain.IsUnsafe(c)) quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            else quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
