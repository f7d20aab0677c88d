using System.Buffers.Binary;
using System.Text.Json;
using MoeGate.Blocks;
using MoeGate.Formats.Json;

namespace MoeGate.Formats.Tensors;

/// <summary>
/// The header of one safetensors file. As the format's own reader asks, the tensors must tile the data exactly: then no byte can
/// hide between them, and none is read twice.
/// </summary>
internal static class SafetensorsFile
{
    private const long LongestHeader = 100_000_000; // of the format itself
    private const int LengthBytes = 8;
    private const int MostDimensions = 64;

    /// <summary>Its tensors by their place in the file.</summary>
    /// <exception cref="InputException">Truncated, malformed, a type that is not known, or tensors that do not tile the data.</exception>
    public static IReadOnlyList<TensorEntry> Read(DataFile file)
    {
        var length = HeaderLength(file);
        var data = LengthBytes + length;
        var tensors = new List<TensorEntry>();
        using var stream = new FileSlice(file, LengthBytes, length);
        var json = new JsonCursor(stream, file.Shown, inside: LengthBytes);
        try
        {
            json.Expect(JsonTokenType.StartObject, "an object of tensors");
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (json.NextKey(out var name))
            {
                if (!names.Add(name)) throw json.Error($"duplicate tensor {name}", "save the model again");
                if (names.Count > Dimensions.MostTensors) throw json.Error($"more than {Dimensions.MostTensors} tensors");
                if (name == "__metadata__") ReadMetadata(ref json);
                else tensors.Add(ReadTensor(ref json, name, file, data));
            }

            json.Read(); // throws where anything but white space follows
        }
        finally
        {
            json.Dispose();
        }

        tensors.Sort(static (a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.Bytes.CompareTo(b.Bytes));
        CheckTiles(file, tensors, data);
        return tensors;
    }

    private static long HeaderLength(DataFile file)
    {
        Span<byte> bytes = stackalloc byte[LengthBytes];
        if (file.Length < bytes.Length) throw Error(file, 0, $"truncated: {file.Length} bytes, and the length of the header alone takes {LengthBytes}", "fetch the file again");
        file.Read(0, bytes);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (length > LongestHeader) throw Error(file, 0, $"claims a header of {length} bytes, and the format allows {LongestHeader}", "check that this is a safetensors file");
        if (length > (ulong)(file.Length - LengthBytes)) throw Error(file, 0, $"truncated: claims a header of {length} bytes, and {file.Length - LengthBytes} follow", "fetch the file again");
        return (long)length;
    }

    private static void ReadMetadata(ref JsonCursor json)
    {
        json.Expect(JsonTokenType.StartObject, "an object of strings as __metadata__");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (json.NextKey(out var key))
        {
            if (!keys.Add(key)) throw json.Error($"duplicate key {key} in __metadata__");
            json.Expect(JsonTokenType.String, "a string in __metadata__");
        }
    }

    private static TensorEntry ReadTensor(ref JsonCursor json, string name, DataFile file, long data)
    {
        json.Expect(JsonTokenType.StartObject, $"tensor {name} as an object");
        WeightType? type = null;
        long[]? dimensions = null;
        (long Begin, long End)? range = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (json.NextKey(out var key))
        {
            if (!seen.Add(key)) throw json.Error($"tensor {name}: duplicate key {key}");
            json.Read();
            switch (key)
            {
                case "dtype":
                    type = Type(ref json, name);
                    break;
                case "shape":
                    dimensions = Shape(ref json, name);
                    break;
                case "data_offsets":
                    range = Range(ref json, name);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (type is null || dimensions is null || range is not { } found)
            throw json.Error($"tensor {name} lacks {(type is null ? "dtype" : dimensions is null ? "shape" : "data_offsets")}", "save the model again");
        if (Dimensions.Bytes(type, dimensions) is not { } bytes) throw json.Error($"tensor {name}: its shape has more than 2^63 elements or bytes", "save the model again");
        if (found.End - found.Begin != bytes) throw json.Error($"tensor {name}: its shape and dtype need {bytes} bytes, and its offsets {found.Begin} to {found.End} hold {found.End - found.Begin}", "save the model again");
        if (found.End > file.Length - data) throw json.Error($"truncated: tensor {name} ends at byte {found.End} of the data, of which the file has {file.Length - data}", "fetch the file again");
        return new TensorEntry(name, type, dimensions, file, data + found.Begin);
    }

    private static WeightType Type(ref JsonCursor json, string name)
    {
        if (json.Type != JsonTokenType.String) throw json.Error($"tensor {name}: expected a dtype, found {json.Describe()}");
        var dtype = json.Text();
        return WeightTypes.OfDtype(dtype) ?? throw json.Error($"tensor {name} is of dtype {dtype}, which this version does not know", "save the model in BF16, F16 or F32");
    }

    /// <summary>In ggml's order, the row length first; a scalar has one dimension of 1.</summary>
    private static long[] Shape(ref JsonCursor json, string name)
    {
        if (json.Type != JsonTokenType.StartArray) throw json.Error($"tensor {name}: expected a shape, found {json.Describe()}");
        var shape = new List<long>();
        while (json.NextItem())
        {
            if (shape.Count == MostDimensions) throw json.Error($"tensor {name} has more than {MostDimensions} dimensions");
            shape.Add(json.Count("a dimension of " + name));
        }

        shape.Reverse();
        return shape.Count == 0 ? [1] : [.. shape];
    }

    private static (long Begin, long End) Range(ref JsonCursor json, string name)
    {
        if (json.Type != JsonTokenType.StartArray) throw json.Error($"tensor {name}: expected two data_offsets, found {json.Describe()}");
        json.Read();
        var begin = json.Count("data_offsets of " + name);
        json.Read();
        var end = json.Count("data_offsets of " + name);
        json.Expect(JsonTokenType.EndArray, "the end of data_offsets");
        if (begin > end) throw json.Error($"tensor {name}: its data begin at {begin} and end before, at {end}", "save the model again");
        return (begin, end);
    }

    private static void CheckTiles(DataFile file, List<TensorEntry> tensors, long data)
    {
        var next = data;
        foreach (var tensor in tensors)
        {
            if (tensor.Offset < next) throw Error(file, tensor.Offset, $"tensor {tensor.Name} overlaps the one before it", "save the model again");
            if (tensor.Offset > next) throw Error(file, next, $"{tensor.Offset - next} bytes before tensor {tensor.Name} belong to no tensor", "save the model again");
            next += tensor.Bytes;
        }

        if (next != file.Length) throw Error(file, next, $"{file.Length - next} bytes behind the last tensor belong to no tensor", "save the model again");
    }

    private static InputException Error(DataFile file, long offset, string what, string remedy) => new(InputKind.Evidence, new Place(file.Shown, Offset: offset), what, remedy);
}
