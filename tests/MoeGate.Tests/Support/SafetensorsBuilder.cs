using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MoeGate.Tests.Support;

/// <summary>Writes a safetensors file, or one that is wrong in the way that a test asks for.</summary>
internal sealed class SafetensorsBuilder
{
    private readonly List<string> entries = [];
    private readonly List<byte> data = [];

    /// <summary>Floats as F32; the shape in PyTorch's order, the row length last.</summary>
    public SafetensorsBuilder Tensor(string name, long[] shape, params float[] values) =>
        Tensor(name, "F32", shape, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public SafetensorsBuilder Tensor(string name, string dtype, long[] shape, byte[] bytes)
    {
        var begin = data.Count;
        data.AddRange(bytes);
        return Entry(name, dtype, shape, begin, data.Count);
    }

    /// <summary>An entry of the header without data of its own.</summary>
    public SafetensorsBuilder Entry(string name, string dtype, long[] shape, long begin, long end)
    {
        entries.Add($$"""{{JsonSerializer.Serialize(name)}}:{"dtype":"{{dtype}}","shape":[{{string.Join(',', shape)}}],"data_offsets":[{{begin}},{{end}}]}""");
        return this;
    }

    public SafetensorsBuilder Metadata(string key, string value)
    {
        entries.Add($"\"__metadata__\":{{{JsonSerializer.Serialize(key)}:{JsonSerializer.Serialize(value)}}}");
        return this;
    }

    public byte[] Build() => Of("{" + string.Join(',', entries) + "}", [.. data]);

    /// <summary>A header as it stands, with its length before it and data behind it.</summary>
    public static byte[] Of(string header, params byte[] data)
    {
        var bytes = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)bytes.Length), .. bytes, .. data];
    }
}
