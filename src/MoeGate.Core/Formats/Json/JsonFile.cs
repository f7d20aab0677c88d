using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MoeGate.Formats.Json;

/// <summary>
/// Reads a small JSON file (a configuration, a plan, a results document) whole, with the place of every value.
/// Duplicate keys are errors. Comments and trailing commas are allowed where a person writes the file.
/// </summary>
public sealed class JsonFile
{
    private const int Largest = 256 * 1024 * 1024;

    private readonly byte[] bytes;
    private readonly string shown;
    private int[]? lineStarts;

    private JsonFile(byte[] bytes, string shown, string folder, InputKind kind)
    {
        this.bytes = bytes;
        this.shown = shown;
        Folder = folder;
        Kind = kind;
    }

    public InputKind Kind { get; }

    public string Folder { get; }

    /// <summary>Reads and parses a file.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="shown">How messages name it.</param>
    /// <param name="kind">Whether a fault in it is exit code 2 or 3.</param>
    /// <exception cref="InputException">Missing, not JSON, truncated, duplicate key, not UTF-8, too large.</exception>
    public static JsonItem Read(string path, string shown, InputKind kind)
    {
        using var stream = InputFile.Open(path, shown, kind);
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "";
        return Parse(Whole(stream, shown, kind), shown, folder, kind);
    }

    /// <summary>All of a file. A pipe does not say how long it is, and a device has no end, so what comes is counted.</summary>
    private static byte[] Whole(FileStream stream, string shown, InputKind kind)
    {
        if (stream.CanSeek && stream.Length > Largest) throw TooLarge();
        using var memory = new MemoryStream(stream.CanSeek ? (int)stream.Length : 0);
        var part = new byte[64 * 1024];
        for (int read; (read = stream.Read(part)) > 0;)
        {
            if (memory.Length + read > Largest) throw TooLarge();
            memory.Write(part, 0, read);
        }

        return memory.ToArray();

        InputException TooLarge() => new(kind, new Place(shown), $"is larger than {Largest / 1024 / 1024} MiB, too large for a file of this kind");
    }

    /// <summary>Parses bytes that are already here, such as a built-in pack.</summary>
    public static JsonItem Parse(byte[] bytes, string shown, string folder, InputKind kind) =>
        new JsonFile(bytes, shown, folder, kind).Parse();

    internal Place PlaceOf(int offset)
    {
        lineStarts ??= [0, .. Enumerable.Range(0, bytes.Length).Where(i => bytes[i] == '\n').Select(i => i + 1)];
        var line = Array.BinarySearch(lineStarts, offset);
        if (line < 0) line = ~line - 1;
        var column = Encoding.UTF8.GetCharCount(bytes, lineStarts[line], offset - lineStarts[line]) + 1;
        return new Place(shown, line + 1, column);
    }

    private JsonItem Parse()
    {
        var start = bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        if (!Utf8.IsValid(bytes))
            InputException.Throw(Kind, PlaceOf(FirstInvalid()), "text that is not UTF-8", "save the file as UTF-8");

        var options = Kind == InputKind.Configuration
            ? new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 }
            : new JsonReaderOptions { MaxDepth = 64 };
        var reader = new Utf8JsonReader(bytes.AsSpan(start), options);
        try
        {
            if (!reader.Read()) InputException.Throw(Kind, new Place(shown), "is empty");
            var root = Item(ref reader, start);
            reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            throw JsonErrors.Malformed(e, shown, Kind);
        }
    }

    private JsonItem Item(ref Utf8JsonReader reader, int start)
    {
        var offset = start + (int)reader.TokenStartIndex;
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => new JsonItem(this, offset, JsonKind.Object, Members(ref reader, start)),
            JsonTokenType.StartArray => new JsonItem(this, offset, JsonKind.Array, Items(ref reader, start)),
            JsonTokenType.String => new JsonItem(this, offset, JsonKind.Text, Text(ref reader, offset)),
            JsonTokenType.Number => new JsonItem(this, offset, JsonKind.Number, Number(ref reader, offset)),
            JsonTokenType.True => new JsonItem(this, offset, JsonKind.Boolean, true),
            JsonTokenType.False => new JsonItem(this, offset, JsonKind.Boolean, false),
            _ => new JsonItem(this, offset, JsonKind.Null, null),
        };
    }

    private List<JsonMember> Members(ref Utf8JsonReader reader, int start)
    {
        var members = new List<JsonMember>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var offset = start + (int)reader.TokenStartIndex;
            var key = Text(ref reader, offset);
            if (!seen.Add(key)) InputException.Throw(Kind, PlaceOf(offset), $"duplicate key \"{key}\"", "keep one of the two");
            reader.Read();
            members.Add(new JsonMember(key, new JsonItem(this, offset, JsonKind.Text, key), Item(ref reader, start)));
        }

        return members;
    }

    private List<JsonItem> Items(ref Utf8JsonReader reader, int start)
    {
        var items = new List<JsonItem>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Item(ref reader, start));
        return items;
    }

    private string Text(ref Utf8JsonReader reader, int offset)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw new InputException(Kind, PlaceOf(offset), "text with an unpaired surrogate");
        }
    }

    private double Number(ref Utf8JsonReader reader, int offset)
    {
        if (reader.TryGetDouble(out var number) && double.IsFinite(number)) return number;
        throw new InputException(Kind, PlaceOf(offset), "non-finite number");
    }

    /// <summary>Where the text stops being UTF-8.</summary>
    private int FirstInvalid()
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(bytes.AsSpan(at), out _, out var length) == OperationStatus.Done) at += length;
        return at;
    }
}
