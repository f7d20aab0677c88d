namespace MoeGate.Formats.Tensors;

/// <summary>
/// What a GGUF file says about itself: scalars, and arrays that are short. A tokenizer's hundred thousand strings are passed over
/// when the file is read, so that such a key is known by its name alone. All text in it is untrusted.
/// </summary>
public sealed class GgufMetadata
{
    private readonly Dictionary<string, object?> values;

    internal GgufMetadata(Dictionary<string, object?> values) => this.values = values;

    public IReadOnlyCollection<string> Keys => values.Keys;

    public bool Has(string key) => values.ContainsKey(key);

    /// <summary>A whole number of any of GGUF's integer types; null where there is none, or one above 2⁶³ − 1.</summary>
    public long? Integer(string key) => values.GetValueOrDefault(key) is long value ? value : null;

    /// <summary>A number of any type.</summary>
    public double? Number(string key) => values.GetValueOrDefault(key) switch
    {
        double value => value,
        long value => value,
        ulong value => value,
        _ => null,
    };

    public string? Text(string key) => values.GetValueOrDefault(key) as string;

    public bool? Flag(string key) => values.GetValueOrDefault(key) as bool?;

    /// <summary>An array of whole numbers.</summary>
    public IReadOnlyList<long>? Integers(string key) => values.GetValueOrDefault(key) as long[];

    /// <summary>An array of strings.</summary>
    public IReadOnlyList<string>? Texts(string key) => values.GetValueOrDefault(key) as string[];
}
