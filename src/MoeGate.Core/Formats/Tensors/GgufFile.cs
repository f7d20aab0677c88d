using System.Globalization;
using MoeGate.Blocks;

namespace MoeGate.Formats.Tensors;

/// <summary>The header of one GGUF file, versions 2 and 3: its keys, and its tensors with all their bytes checked to be there.</summary>
internal sealed record GgufFile(GgufMetadata Metadata, IReadOnlyList<TensorEntry> Tensors)
{
    private const int LongestName = 63;
    private const int MostDimensions = 4;

    /// <summary>The least that a tensor takes in the header: lengths, type and offset, without a name and dimensions.</summary>
    private const int LeastBytes = 8 + 4 + 4 + 8;

    /// <summary>Type numbers that ggml had once and took back.</summary>
    private static readonly HashSet<uint> removed = [4, 5, 31, 32, 33, 36, 37, 38];

    /// <exception cref="InputException">Not GGUF, of a version that is not read, truncated, or anything in it that cannot be.</exception>
    public static GgufFile Read(DataFile file)
    {
        using var header = new HeaderReader(file);
        CheckMagic(header);
        CheckVersion(header);
        var tensorCount = header.U64("the number of tensors");
        var keyCount = header.U64("the number of keys");
        var reader = new GgufMetadataReader(header);
        var metadata = reader.Read(keyCount);
        var alignment = reader.Alignment();
        return new GgufFile(metadata, ReadTensors(file, header, tensorCount, alignment));
    }

    private static void CheckMagic(HeaderReader header)
    {
        var magic = header.U32("the magic");
        if (magic == 0x47475546) throw header.Error("a big-endian GGUF file, its magic reversed", "convert the model to little-endian", at: 0);
        if (magic != 0x46554747) throw header.Error("does not begin with GGUF", "name a GGUF file", at: 0);
    }

    private static void CheckVersion(HeaderReader header)
    {
        var version = header.U32("the version");
        if (version is 2 or 3) return;
        throw version switch
        {
            1 => header.Error("GGUF version 1, which nothing reads any more", "convert the model again", at: 4),
            > 0 when (version & 0xffff) == 0 => header.Error("a big-endian GGUF file", "convert the model to little-endian", at: 4),
            _ => header.Error($"GGUF version {version}; versions 2 and 3 are read", "convert the model again", at: 4),
        };
    }

    private static List<TensorEntry> ReadTensors(DataFile file, HeaderReader header, ulong count, uint alignment)
    {
        if (count > (ulong)header.Remaining / LeastBytes)
            throw header.Error($"truncated: {count} tensors cannot be described in the {header.Remaining} bytes that remain", "fetch the file again");
        if (count > Dimensions.MostTensors) throw header.Error($"{count} tensors, more than the {Dimensions.MostTensors} that are read");

        var tensors = new List<TensorEntry>((int)count);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var next = 0L;
        for (var t = 0; t < (int)count; t++)
        {
            var tensor = Tensor(file, header, t, names, next);
            tensors.Add(tensor);
            try
            {
                next = checked(next + tensor.Bytes + (alignment - tensor.Bytes % alignment) % alignment);
            }
            catch (OverflowException)
            {
                throw header.Error($"tensor {tensor.Name} ends past 2^63 bytes", "convert the model again");
            }
        }

        if (tensors.Count == 0) return tensors;
        var data = header.Position + (alignment - header.Position % alignment) % alignment;
        for (var t = 0; t < tensors.Count; t++)
        {
            var tensor = tensors[t];
            if (data > file.Length - tensor.Bytes || tensor.Offset > file.Length - tensor.Bytes - data)
                throw header.Error($"truncated: tensor {tensor.Name} needs {tensor.Bytes} bytes at offset {Far(data, tensor.Offset)}, and the file has {file.Length}", "fetch the file again", at: file.Length);
            tensors[t] = tensor with { Offset = data + tensor.Offset };
        }

        return tensors;
    }

    /// <summary>One tensor, its offset still counted from the start of the data.</summary>
    private static TensorEntry Tensor(DataFile file, HeaderReader header, int number, HashSet<string> names, long expected)
    {
        var at = header.Position;
        var name = Name(header, number);
        if (!names.Add(name)) throw header.Error($"duplicate tensor {name}", "convert the model again", at);
        var dimensions = ReadDimensions(header, name);
        var type = Type(header, name);
        if (dimensions[0] % type.Length != 0)
            throw header.Error($"tensor {name} is stored as {type} and has rows of {dimensions[0]}, not a multiple of its block of {type.Length}", "convert the model again");
        var entry = new TensorEntry(name, type, dimensions, file, expected);
        if (Dimensions.Bytes(type, dimensions) is null) throw header.Error($"tensor {name} of {entry.Shape} has more than 2^63 elements or bytes", "convert the model again");
        var offset = header.U64("the offset of a tensor");
        if (offset != (ulong)expected)
            throw header.Error($"tensor {name} has the offset {offset} and should have {expected}, behind the one before it: overlaps and holes are not allowed", "convert the model again", header.Position - 8);
        return entry;
    }

    private static string Name(HeaderReader header, int number)
    {
        var at = header.Position;
        var length = header.U64("the length of a tensor's name");
        if (length > LongestName) throw header.Error($"the name of tensor {number} has {length} bytes, and ggml's names at most {LongestName}", "convert the model again", at);
        var bytes = header.Bytes((int)length, "the name of a tensor");
        if (bytes.Contains((byte)0)) throw header.Error($"the name of tensor {number} contains NUL, where ggml would cut it", "convert the model again", at);
        return FileText.Of(bytes);
    }

    private static long[] ReadDimensions(HeaderReader header, string name)
    {
        var count = header.U32("the number of dimensions");
        if (count > MostDimensions) throw header.Error($"tensor {name} has {count} dimensions, and ggml's at most {MostDimensions}", "convert the model again", header.Position - 4);
        if (count == 0) return [1];
        var dimensions = new long[count];
        for (var d = 0; d < dimensions.Length; d++)
        {
            dimensions[d] = header.I64("a dimension");
            if (dimensions[d] < 0) throw header.Error($"tensor {name} has a negative dimension", "convert the model again", header.Position - 8);
        }

        return dimensions;
    }

    private static WeightType Type(HeaderReader header, string name)
    {
        var id = header.U32("the type of a tensor");
        if (id <= int.MaxValue && WeightTypes.Find((int)id) is { } type) return type;
        var what = removed.Contains(id) ? "which ggml has removed" : "which this version does not know";
        throw header.Error(string.Create(CultureInfo.InvariantCulture, $"tensor {name} is of ggml type {id}, {what}"), "quantize the model to another type", header.Position - 4);
    }

    private static string Far(long data, long offset) => ((Int128)data + offset).ToString(CultureInfo.InvariantCulture);
}
