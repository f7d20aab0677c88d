namespace MoeGate.Formats.Tensors;

/// <summary>Reads the keys and values of a GGUF header; what nobody will ask for is passed over, not kept.</summary>
internal sealed class GgufMetadataReader(HeaderReader header)
{
    private const ulong Longest = 1UL << 30;            // ggml's own limit on strings and arrays
    private const int LongestKey = 1 << 20;             // ggml knows no limit of its own here, and the specification's is 2¹⁶ − 1
    private const int LongestKeptText = 1 << 16;
    private const int LongestKeptArray = 1 << 16;
    private const int LongestKeptTexts = 1 << 10;
    private const long MostKeptBytes = 64 << 20;        // of all keys and values together
    private const long EntryBytes = 64;                 // what keeping a text costs beside its letters, about

    /// <summary>GGUF's number of an array; the other types are in <see cref="Scalar"/>.</summary>
    private const uint ArrayType = 9;
    private const uint TextType = 8;

    /// <summary>The least that a key takes: its length, a letter, its type and a byte of value.</summary>
    private const int LeastBytes = 8 + 1 + 4 + 1;

    private readonly Dictionary<string, object?> values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, uint> types = new(StringComparer.Ordinal);
    private long kept;

    public GgufMetadata Read(ulong count)
    {
        if (count > (ulong)header.Remaining / LeastBytes)
            throw header.Error($"truncated: {count} keys cannot stand in the {header.Remaining} bytes that remain", "fetch the file again");
        for (var i = 0UL; i < count; i++) ReadPair(i);
        return new GgufMetadata(values);
    }

    /// <summary>The alignment that the keys state, a power of two; 32 where they state none.</summary>
    public uint Alignment()
    {
        const string Key = "general.alignment";
        if (!types.TryGetValue(Key, out var type)) return 32;
        if (type != 4) throw header.Error($"{Key} must be a u32 and is of GGUF type {type}", "convert the model again");
        var alignment = (uint)(long)values[Key]!;
        if (!uint.IsPow2(alignment)) throw header.Error($"{Key} is {alignment}, which is not a power of two", "convert the model again");
        return alignment;
    }

    private void ReadPair(ulong number)
    {
        var at = header.Position;
        var key = Key(number);
        var type = header.U32("the type of a key");
        var value = type == ArrayType ? Array(key) : Scalar(key, type);
        if (!values.TryAdd(key, value)) throw header.Error($"duplicate key {key}", "convert the model again", at);
        types[key] = type;
    }

    private string Key(ulong number)
    {
        var length = Length("a key");
        if (length == 0) throw header.Error($"key {number} is empty", "convert the model again");
        if (length > LongestKey) throw header.Error($"a key of {length} bytes", "convert the model again");
        Keep(length);
        if (kept > MostKeptBytes) throw header.Error($"more than {MostKeptBytes >> 20} MiB of keys", "convert the model again");
        return FileText.Of(header.Bytes((int)length, "a key"));
    }

    private object? Scalar(string key, uint type)
    {
        const string What = "the value of a key";
        return type switch
        {
            0 => (long)header.U8(What),
            1 => (long)(sbyte)header.U8(What),
            2 => (long)header.U16(What),
            3 => (long)(short)header.U16(What),
            4 => (long)header.U32(What),
            5 => (long)header.I32(What),
            6 => (double)header.F32(What),
            7 => header.U8(What) != 0,
            TextType => Text(LongestKeptText),
            10 => header.U64(What) is var whole && whole <= long.MaxValue ? (long)whole : whole,
            11 => header.I64(What),
            12 => header.F64(What),
            _ => throw header.Error($"key {key} has the unknown GGUF type {type}", "convert the model again"),
        };
    }

    private object? Array(string key)
    {
        var type = header.U32("the type of an array");
        var size = SizeOf(type);
        if (size == 0) throw header.Error($"key {key} is an array of the GGUF type {type}, of which there are none", "convert the model again");
        var count = header.U64("the length of an array");
        if (count > Longest || count > (ulong)(header.Remaining / size))
            throw header.Error($"truncated: key {key} claims an array of {count} values, and {header.Remaining} bytes remain", "fetch the file again");

        if (type == TextType) return Texts((int)count);
        if (type is 6 or 7 or 12 || count > LongestKeptArray || !Keep((long)count * 8))
        {
            header.Skip((long)count * size, "an array");
            return null;
        }

        var numbers = new long[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            switch (Scalar(key, type))
            {
                case long number:
                    numbers[i] = number;
                    break;
                default: // above 2⁶³ − 1, which no count in a model is
                    header.Skip((numbers.Length - i - 1L) * size, "an array");
                    return null;
            }
        }

        return numbers;
    }

    private string[]? Texts(int count)
    {
        var texts = count <= LongestKeptTexts ? new string[count] : null;
        for (var i = 0; i < count; i++)
        {
            var text = Text(texts is null ? 0 : LongestKeptText);
            if (text is null) texts = null;
            else if (texts is not null) texts[i] = text;
        }

        return texts;
    }

    /// <summary>A string, or null where it is longer than anybody asks for.</summary>
    private string? Text(long longest)
    {
        var length = Length("a string");
        if (length > longest || !Keep(length))
        {
            header.Skip(length, "a string");
            return null;
        }

        return FileText.Of(header.Bytes((int)length, "a string"));
    }

    private long Length(string what)
    {
        var length = header.U64("a length");
        if (length > Longest || length > (ulong)header.Remaining)
            throw header.Error($"truncated: {what} claims {length} bytes, and {header.Remaining} remain", "fetch the file again");
        return (long)length;
    }

    private bool Keep(long bytes) => (kept += bytes + EntryBytes) <= MostKeptBytes;

    /// <summary>Bytes of a value of this type, of a string at least; 0 for a type that there is not in arrays.</summary>
    private static int SizeOf(uint type) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        TextType or 10 or 11 or 12 => 8,
        _ => 0,
    };
}
