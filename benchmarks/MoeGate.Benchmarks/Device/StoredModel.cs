using System.Buffers.Binary;
using System.Text;
using MoeGate.Blocks;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Reductions.Pairing;
using MoeGate.Tests.Support;

namespace MoeGate.Benchmarks.Device;

/// <summary>A model of one tensor in a file that has just been written, so that it is in the page cache.</summary>
internal sealed class StoredModel : IDisposable
{
    private const string Tensor = "blk.0.ffn_down.weight";

    private readonly string path;

    public StoredModel(string folder, WeightType type, int columns, long rows)
    {
        path = Path.Combine(folder, type.Name + (type.Id is null ? ".safetensors" : ".gguf"));
        Bytes = type.BytesOf(columns * rows);
        using (var file = File.Create(path))
        {
            file.Write(type.Id is null ? SafetensorsHeader(type, columns, rows) : GgufHeader(type, columns, rows));
            var blocks = new byte[type.BytesOf(columns) * Math.Min(rows, 256)];
            StoredBlocks.Fill(type, blocks);
            for (var left = Bytes; left > 0; left -= blocks.Length) file.Write(blocks.AsSpan(0, (int)Math.Min(left, blocks.Length)));
        }

        Source = TensorSources.Open(path, type.Name);
    }

    public long Bytes { get; }

    public TensorSource Source { get; }

    public WeightTensor Weights => WeightTensors.Of(Source).Single();

    public TensorPair Beside(StoredModel reference) =>
        ModelPairing.Of([Weights], [reference.Weights], Source.Metadata, reference.Source.Metadata).Pairs.Values.Single();

    public void Dispose()
    {
        Source.Dispose();
        File.Delete(path);
    }

    private static byte[] GgufHeader(WeightType type, int columns, long rows) =>
        new GgufBuilder().Key("general.architecture", "benchmark").Tensor(Encoding.UTF8.GetBytes(Tensor), (uint)type.Id!.Value, [(ulong)columns, (ulong)rows], []).Build();

    private byte[] SafetensorsHeader(WeightType type, int columns, long rows)
    {
        var json = $$$"""{"{{{Tensor}}}":{"dtype":"{{{type.Dtype}}}","shape":[{{{rows}}},{{{columns}}}],"data_offsets":[0,{{{Bytes}}}]}}""";
        var header = new byte[8 + (json.Length + 7) / 8 * 8];
        header.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - 8);
        Encoding.UTF8.GetBytes(json, header.AsSpan(8));
        return header;
    }
}
