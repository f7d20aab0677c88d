using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace MoeGate.Formats.Json;

/// <summary>
/// Walks a JSON file token by token through one pooled buffer, so that a file of any size is read once and never held.
/// Errors carry line and column; both are found by reading the file again, so they cost nothing until there is one. JSON inside
/// of a binary file has no lines, and errors in it carry their offset in that file.
/// </summary>
public ref struct JsonCursor
{
    private const int FirstBuffer = 64 * 1024;
    private const int LongestToken = 1024 * 1024;

    private readonly Stream stream;
    private readonly string path;
    private readonly CancellationToken cancellation;
    private readonly long inside;
    private byte[] buffer;
    private int filled;
    private long bufferOffset;      // of buffer[0] in the file
    private bool atEnd;
    private Utf8JsonReader reader;

    /// <param name="stream">Positioned at the first byte; the caller disposes it.</param>
    /// <param name="path">As it is to be shown in messages.</param>
    /// <param name="cancellation">Asked at every refill.</param>
    public JsonCursor(Stream stream, string path, CancellationToken cancellation = default)
        : this(stream, path, -1, cancellation)
    {
    }

    /// <inheritdoc cref="JsonCursor(Stream, string, CancellationToken)"/>
    /// <param name="inside">For JSON inside of a binary file, where in that file the stream begins; −1 for a file of text.</param>
    public JsonCursor(Stream stream, string path, long inside, CancellationToken cancellation = default)
    {
        this.inside = inside;
        this.stream = stream;
        this.path = path;
        this.cancellation = cancellation;
        buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        Fill();
        var start = buffer.AsSpan(0, filled).StartsWith("\uFEFF"u8) ? 3 : 0;
        bufferOffset = start;
        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        filled -= start;
        reader = new Utf8JsonReader(buffer.AsSpan(0, filled), atEnd, new JsonReaderState(new JsonReaderOptions { MaxDepth = 64 }));
    }

    public readonly JsonTokenType Type => reader.TokenType;

    public readonly bool IsNumber => reader.TokenType == JsonTokenType.Number;

    /// <summary>Steps to the next token; false after the last.</summary>
    public bool Read()
    {
        try
        {
            while (!reader.Read())
            {
                if (atEnd) return false;
                Refill();
            }
        }
        catch (JsonException e)
        {
            if (inside < 0) throw JsonErrors.Malformed(e, path, InputKind.Evidence);
            throw JsonErrors.Malformed(e, Locate(bufferOffset + reader.BytesConsumed));
        }

        if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !Utf8.IsValid(reader.ValueSpan))
            throw Error("text that is not UTF-8");
        return true;
    }

    /// <summary>Steps to the next token, which must be of this type.</summary>
    public void Expect(JsonTokenType type, string what)
    {
        if (!Read() || reader.TokenType != type) throw Error($"expected {what}, found {Describe()}");
    }

    /// <summary>Inside an object: steps to the next key; false at its end.</summary>
    public bool NextKey(out string key)
    {
        Read();
        key = reader.TokenType == JsonTokenType.PropertyName ? Text() : "";
        return reader.TokenType != JsonTokenType.EndObject;
    }

    /// <summary>Inside an array: steps to the next item; false at its end.</summary>
    public bool NextItem() => Read() && reader.TokenType != JsonTokenType.EndArray;

    /// <summary>The string or key under the cursor.</summary>
    public readonly string Text()
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            throw Error("text with an unpaired surrogate");
        }
    }

    /// <summary>The number under the cursor: finite and not negative.</summary>
    public readonly double Measure(string what)
    {
        if (!IsNumber) throw Error($"{what}: expected a number, found {Describe()}");
        if (!reader.TryGetDouble(out var value) || !double.IsFinite(value)) throw Error($"{what}: non-finite number {Raw()}");
        if (value < 0) throw Error($"{what}: negative number {Raw()}");
        return value;
    }

    /// <summary>The number under the cursor: a whole number from 0 to 2⁶³−1, also when written as 12.0 or 1e3.</summary>
    public readonly long Count(string what)
    {
        if (IsNumber && reader.TryGetInt64(out var exact) && exact >= 0) return exact;
        var value = Measure(what);
        if (value != Math.Floor(value)) throw Error($"{what}: {Raw()} is not a whole number");
        if (value >= 9007199254740992.0) throw Error($"{what}: {Raw()} is too large a count");
        return (long)value;
    }

    /// <summary>Passes over the value under the cursor, with everything in it.</summary>
    public void Skip()
    {
        var depth = reader.CurrentDepth;
        if (reader.TokenType == JsonTokenType.PropertyName) Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray)) return;
        while (Read() && reader.CurrentDepth > depth)
        {
        }
    }

    /// <summary>An exception at the token under the cursor.</summary>
    public readonly InputException Error(string what, string? remedy = null) =>
        new(InputKind.Evidence, Locate(bufferOffset + reader.TokenStartIndex), what, remedy);

    public readonly string Describe() => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.PropertyName => "a key",
        JsonTokenType.Number => "the number " + Raw(),
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        JsonTokenType.EndArray => "the end of an array",
        JsonTokenType.EndObject => "the end of an object",
        _ => "nothing",
    };

    public readonly void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private readonly string Raw() => Encoding.UTF8.GetString(reader.ValueSpan.Length > 40 ? reader.ValueSpan[..40] : reader.ValueSpan);

    private void Refill()
    {
        cancellation.ThrowIfCancellationRequested();
        var consumed = (int)reader.BytesConsumed;
        var rest = filled - consumed;
        if (consumed == 0 && filled == buffer.Length)
        {
            if (buffer.Length >= LongestToken)
                throw new InputException(InputKind.Evidence, Locate(bufferOffset), $"a single value of more than {LongestToken / 1024} KiB");
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        else
        {
            buffer.AsSpan(consumed, rest).CopyTo(buffer);
            filled = rest;
            bufferOffset += consumed;
        }

        Fill();
        reader = new Utf8JsonReader(buffer.AsSpan(0, filled), atEnd, reader.CurrentState);
    }

    private void Fill()
    {
        try
        {
            var read = stream.ReadAtLeast(buffer.AsSpan(filled), buffer.Length - filled, throwOnEndOfStream: false);
            filled += read;
            atEnd = filled < buffer.Length;
        }
        catch (IOException e)
        {
            throw new InputException(InputKind.Evidence, new Place(path), "cannot be read: " + e.Message);
        }
    }

    private readonly Place Locate(long offset)
    {
        if (inside >= 0) return new Place(path, Offset: inside + offset);
        if (!stream.CanSeek) return new Place(path, Offset: offset);
        var line = 1;
        long lineStart = 0, position = 0;
        var chunk = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var readOn = stream.Position;
        stream.Position = 0;
        int read;
        while (position < offset && (read = stream.Read(chunk, 0, (int)Math.Min(chunk.Length, offset - position))) > 0)
        {
            for (var i = 0; i < read; i++)
            {
                if (chunk[i] != '\n') continue;
                line++;
                lineStart = position + i + 1;
            }

            position += read;
        }

        ArrayPool<byte>.Shared.Return(chunk);
        stream.Position = readOn;
        return new Place(path, line, (int)Math.Min(int.MaxValue, offset - lineStart + 1));
    }
}
