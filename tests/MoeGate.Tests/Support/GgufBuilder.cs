using System.Runtime.InteropServices;
using System.Text;
using MoeGate.Blocks;

namespace MoeGate.Tests.Support;

/// <summary>Writes a GGUF file of version 3, or one that is wrong in the way that a test asks for.</summary>
internal sealed class GgufBuilder
{
    private readonly List<Action<BinaryWriter>> keys = [];
    private readonly List<(byte[] Name, uint Type, ulong[] Dimensions, byte[] Data)> tensors = [];

    public uint Magic { get; init; } = 0x46554747;

    public uint Version { get; init; } = 3;

    /// <summary>Bytes between starts of tensors; written as <c>general.alignment</c> where it is not 32.</summary>
    public uint Alignment { get; init; } = 32;

    /// <summary>What the header claims in place of the number of tensors.</summary>
    public ulong? ClaimedTensors { get; init; }

    /// <summary>What the header claims in place of the number of keys.</summary>
    public ulong? ClaimedKeys { get; init; }

    /// <summary>What a tensor's header claims in place of its offset.</summary>
    public Func<int, ulong, ulong> Offset { get; init; } = static (_, offset) => offset;

    /// <summary>After <see cref="Build"/>: where the file's parts begin, down to each field of the header, and its end.</summary>
    public List<long> Boundaries { get; } = [];

    /// <summary>After <see cref="Build"/>: where the data begin.</summary>
    public long DataOffset { get; private set; }

    public GgufBuilder Key(string key, uint value) => Key(key, 4, w => w.Write(value));

    public GgufBuilder Key(string key, int value) => Key(key, 5, w => w.Write(value));

    public GgufBuilder Key(string key, ushort value) => Key(key, 2, w => w.Write(value));

    public GgufBuilder Key(string key, long value) => Key(key, 11, w => w.Write(value));

    public GgufBuilder Key(string key, ulong value) => Key(key, 10, w => w.Write(value));

    public GgufBuilder Key(string key, float value) => Key(key, 6, w => w.Write(value));

    public GgufBuilder Key(string key, double value) => Key(key, 12, w => w.Write(value));

    public GgufBuilder Key(string key, bool value) => Key(key, 7, w => w.Write((byte)(value ? 1 : 0)));

    public GgufBuilder Key(string key, string value) => Key(key, 8, w => Text(w, value));

    public GgufBuilder Key(string key, params int[] values) => Array(key, 5, values.Length, w => System.Array.ForEach(values, w.Write));

    public GgufBuilder Key(string key, params string[] values) => Array(key, 8, values.Length, w => System.Array.ForEach(values, v => Text(w, v)));

    /// <summary>A key with a type and bytes of the test's choice.</summary>
    public GgufBuilder Key(string key, uint type, Action<BinaryWriter> value)
    {
        keys.Add(w =>
        {
            Text(w, key);
            Mark(w);
            w.Write(type);
            Mark(w);
            value(w);
        });
        return this;
    }

    /// <summary>Floats as an F32 tensor; dimensions in ggml's order, the row length first.</summary>
    public GgufBuilder Tensor(string name, long[] dimensions, params float[] values) =>
        Tensor(name, WeightTypes.F32, dimensions, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    public GgufBuilder Tensor(string name, WeightType type, long[] dimensions, byte[] data) =>
        Tensor(Encoding.UTF8.GetBytes(name), (uint)type.Id!.Value, [.. dimensions.Select(d => unchecked((ulong)d))], data);

    /// <summary>A tensor of zeros of the size that its type and dimensions need.</summary>
    public GgufBuilder Zeros(string name, WeightType type, params long[] dimensions) =>
        Tensor(name, type, dimensions, new byte[type.BytesOf(dimensions.Aggregate(1L, (a, b) => a * b))]);

    /// <summary>A tensor whose header says what the test wants.</summary>
    public GgufBuilder Tensor(byte[] name, uint type, ulong[] dimensions, byte[] data)
    {
        tensors.Add((name, type, dimensions, data));
        return this;
    }

    public byte[] Build()
    {
        using var memory = new MemoryStream();
        using var writer = new BinaryWriter(memory);
        Boundaries.Clear();
        if (Alignment != 32) Key("general.alignment", Alignment);

        writer.Write(Magic);
        Mark(writer);
        writer.Write(Version);
        Mark(writer);
        writer.Write(ClaimedTensors ?? (ulong)tensors.Count);
        Mark(writer);
        writer.Write(ClaimedKeys ?? (ulong)keys.Count);
        Mark(writer);
        foreach (var key in keys)
        {
            key(writer);
            Mark(writer);
        }

        WriteTensors(writer);
        if (tensors.Count > 0) Pad(writer);
        DataOffset = memory.Position;
        Mark(writer);
        foreach (var tensor in tensors)
        {
            writer.Write(tensor.Data);
            Mark(writer);
            Pad(writer);
            Mark(writer);
        }

        return memory.ToArray();
    }

    private void WriteTensors(BinaryWriter writer)
    {
        var offset = 0UL;
        for (var t = 0; t < tensors.Count; t++)
        {
            var (name, type, dimensions, data) = tensors[t];
            writer.Write((ulong)name.Length);
            Mark(writer);
            writer.Write(name);
            Mark(writer);
            writer.Write((uint)dimensions.Length);
            Mark(writer);
            foreach (var dimension in dimensions)
            {
                writer.Write(dimension);
                Mark(writer);
            }

            writer.Write(type);
            Mark(writer);
            writer.Write(Offset(t, offset));
            Mark(writer);
            offset += ((ulong)data.Length + Alignment - 1) / Alignment * Alignment;
        }
    }

    private GgufBuilder Array(string key, uint type, int count, Action<BinaryWriter> values) => Key(key, 9, w =>
    {
        w.Write(type);
        Mark(w);
        w.Write((ulong)count);
        Mark(w);
        values(w);
    });

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private void Pad(BinaryWriter writer)
    {
        while (writer.BaseStream.Position % Alignment != 0) writer.Write((byte)0);
    }

    private void Mark(BinaryWriter writer) => Boundaries.Add(writer.BaseStream.Position);
}
