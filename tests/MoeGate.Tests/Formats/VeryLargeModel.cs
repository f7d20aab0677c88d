using MoeGate.Blocks;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>Tensors past 4 GiB, in files that are mostly holes.</summary>
public class VeryLargeModel
{
    private const long Rows = 1 << 16;
    private const long Columns = (1 << 15) + 32; // × 2 bytes × rows: a little more than 4 GiB

    [Fact]
    public void IsReadBehind4GiB()
    {
        using var folder = new TestFolder();
        var builder = new GgufBuilder { Offset = static (t, offset) => t == 0 ? 0UL : 2UL * Rows * Columns }
            .Tensor("blk.0.ffn_up_exps.weight"u8.ToArray(), 1, [Columns, Rows / 4, 4], [])
            .Tensor("output_norm.weight"u8.ToArray(), 0, [2], []);
        var path = folder.Write("m.gguf", builder.Build());
        var last = builder.DataOffset + 2 * Rows * Columns;
        Write(path, last, [1.5f, -2.5f]);
        using var source = TensorSources.Open(path, "m.gguf");
        Assert.Equal((WeightTypes.F16, 2 * Rows * Columns), (source.Tensors[0].Type, source.Tensors[0].Bytes));
        Assert.Equal(last, source.Tensors[1].Offset);
        Assert.Equal([1.5f, -2.5f], Sources.Floats(source.Tensors[1]));
        var experts = WeightTensors.Of(source)[0];
        Assert.Equal(builder.DataOffset + 3 * (2 * Rows / 4 * Columns), experts.Slices[3].Offset);
    }

    [Fact]
    public void OfSafetensorsIsReadBehind4GiB()
    {
        using var folder = new TestFolder();
        var bytes = new SafetensorsBuilder().Entry("a", "BF16", [Rows, Columns], 0, 2 * Rows * Columns).Entry("b", "F32", [1], 2 * Rows * Columns, 2 * Rows * Columns + 4).Build();
        var path = folder.Write("m.safetensors", bytes);
        Write(path, bytes.Length + 2 * Rows * Columns, [7]);
        using var source = TensorSources.Open(path, "m.safetensors");
        Assert.Equal([7], Sources.Floats(source.Tensors[1]));
    }

    [Fact]
    public void MayHaveAHeaderOf50MBWhichIsNotKept()
    {
        using var folder = new TestFolder();
        var tokens = Enumerable.Range(0, 500_000).Select(i => new string('x', 90) + i).ToArray();
        var path = folder.Write("m.gguf", new GgufBuilder().Key("tokenizer.ggml.tokens", tokens).Key("toy.block_count", 3u).Tensor("output_norm.weight", [1], 5).Build());
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var source = TensorSources.Open(path, "m.gguf");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Equal([5], Sources.Floats(source.Tensors[0]));
        Assert.Equal(3, source.Metadata!.Integer("toy.block_count"));
        Assert.True(source.Metadata.Has("tokenizer.ggml.tokens"));
        Assert.Null(source.Metadata.Texts("tokenizer.ggml.tokens"));
    }

    private static void Write(string path, long offset, float[] values)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(offset);
        file.Position = offset;
        file.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
