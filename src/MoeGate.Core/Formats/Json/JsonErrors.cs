using System.Text.Json;

namespace MoeGate.Formats.Json;

/// <summary>What System.Text.Json says about malformed text, in our one-line form.</summary>
internal static class JsonErrors
{
    public static InputException Malformed(JsonException error, string path, InputKind kind) => new(
        kind,
        new Place(path, (int)Math.Min(int.MaxValue, (error.LineNumber ?? 0) + 1), (int)Math.Min(int.MaxValue, (error.BytePositionInLine ?? 0) + 1)),
        "malformed JSON: " + Message(error, "the file is truncated: it ends inside a value"));

    /// <summary>Of JSON inside of a binary file, whose lines mean nothing.</summary>
    public static InputException Malformed(JsonException error, Place place) =>
        new(InputKind.Evidence, place, "malformed JSON behind this place: " + Message(error, "truncated: it ends inside a value"));

    private static string Message(JsonException error, string truncated)
    {
        var message = error.Message;
        var suffix = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (suffix >= 0) message = message[..suffix];
        if (message.Contains("maximum configured depth", StringComparison.Ordinal)) message = "nested deeper than 64 levels";
        else if (message.Contains("reached end of data", StringComparison.Ordinal) || message.Contains("isFinalBlock", StringComparison.Ordinal)
            || message.Contains("Expected depth to be zero", StringComparison.Ordinal)
            || message.Contains("invalid end of a number", StringComparison.Ordinal) && char.IsAsciiDigit(message[1]))
            message = truncated;
        else if (message.StartsWith("'N' is", StringComparison.Ordinal) || message.StartsWith("'I' is", StringComparison.Ordinal))
            message = "non-finite number (NaN or Infinity); JSON has none, and no metric can use one";

        return message.TrimEnd('.');
    }
}
