using System.Globalization;

namespace MoeGate.Formats.Json;

public enum JsonKind
{
    Object,
    Array,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A key of an object, with its own place.</summary>
public sealed record JsonMember(string Key, JsonItem KeyItem, JsonItem Value);

/// <summary>A value of a small JSON file that remembers where it stands, so that every complaint can name line and column.</summary>
public sealed class JsonItem
{
    private readonly JsonFile file;
    private readonly int offset;
    private readonly object? payload;

    internal JsonItem(JsonFile file, int offset, JsonKind kind, object? payload)
    {
        this.file = file;
        this.offset = offset;
        Kind = kind;
        this.payload = payload;
    }

    public JsonKind Kind { get; }

    public Place Place => file.PlaceOf(offset);

    /// <summary>The folder that relative paths in this file start from.</summary>
    public string Folder => file.Folder;

    public IReadOnlyList<JsonMember> Members => payload as IReadOnlyList<JsonMember> ?? [];

    public IReadOnlyList<JsonItem> Items => payload as IReadOnlyList<JsonItem> ?? [];

    public string Text => payload as string ?? throw Unexpected("a string");

    public double Number => payload is double number ? number : throw Unexpected("a number");

    public bool Boolean => payload is bool boolean ? boolean : throw Unexpected("true or false");

    /// <summary>The member of this name, or null.</summary>
    public JsonItem? this[string key] => Members.FirstOrDefault(m => m.Key == key)?.Value;

    /// <summary>One string, or each string of an array.</summary>
    public IReadOnlyList<JsonItem> OneOrMany => Kind == JsonKind.Array ? Items : [this];

    public InputException Error(string what, string? remedy = null) => new(file.Kind, Place, what, remedy);

    public InputException Unexpected(string expected) => Error($"expected {expected}, found {Describe()}");

    public string Describe() => Kind switch
    {
        JsonKind.Object => "an object",
        JsonKind.Array => "an array",
        JsonKind.Text => $"the string \"{Text}\"",
        JsonKind.Number => "the number " + Number.ToString("R", CultureInfo.InvariantCulture),
        JsonKind.Boolean => Boolean ? "true" : "false",
        _ => "null",
    };
}
