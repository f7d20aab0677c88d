using System.Text;
using MoeGate.Formats.Tensors;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>What a GGUF file says about itself.</summary>
public class GgufKeys
{
    [Fact]
    public void AreKeptByKind()
    {
        using var source = Open(new GgufBuilder()
            .Key("u32", 7u).Key("i32", -7).Key("u16", (ushort)8).Key("i64", long.MinValue).Key("u64", ulong.MaxValue).Key("f32", 0.5f).Key("f64", 0.25)
            .Key("flag", true).Key("text", "größer").Key("numbers", 3, -4).Key("texts", "a", "b").Key("nan", float.NaN).Key("none", System.Array.Empty<int>()));
        var keys = source.Metadata!;
        Assert.Equal((7, -7, 8, long.MinValue), (keys.Integer("u32"), keys.Integer("i32"), keys.Integer("u16"), keys.Integer("i64")));
        Assert.Null(keys.Integer("u64"));
        Assert.Equal((1.8446744073709552e19, 0.5, 0.25, 7.0), (keys.Number("u64"), keys.Number("f32"), keys.Number("f64"), keys.Number("u32")));
        Assert.Equal((true, "größer"), (keys.Flag("flag"), keys.Text("text")));
        Assert.Equal([3, -4], keys.Integers("numbers")!);
        Assert.Equal(["a", "b"], keys.Texts("texts")!);
        Assert.Empty(keys.Integers("none")!);
        Assert.True(double.IsNaN(keys.Number("nan")!.Value));
        Assert.Null(keys.Integer("text"));
        Assert.Null(keys.Text("absent"));
        Assert.Equal(13, keys.Keys.Count);
    }

    [Fact]
    public void MayBeOfVersion2()
    {
        using var source = Open(new GgufBuilder { Version = 2 }.Key("a", 1u).Tensor("x", [1], 1));
        Assert.Equal([1], Sources.Floats(source.Tensors[0]));
    }

    [Fact]
    public void ThatAreNotUtf8StayApart()
    {
        using var source = Open(new GgufBuilder()
            .Key("a", 8, w => { w.Write(3UL); w.Write((byte[])[(byte)'x', 0xff, 0]); })
            .Tensor([0xfe], 0, [1], new byte[4]).Tensor([0xff], 0, [1], new byte[4]));
        Assert.Equal("x\\xFF\0", source.Metadata!.Text("a"));
        Assert.Equal(["\\xFE", "\\xFF"], source.Tensors.Select(t => t.Name));
    }

    [Theory]
    [InlineData(64u)]
    [InlineData(1u)]
    [InlineData(4096u)]
    public void StateTheAlignment(uint alignment)
    {
        using var source = Open(new GgufBuilder { Alignment = alignment }.Tensor("x", [1], 1).Tensor("y", [1], 2));
        Assert.Equal([2], Sources.Floats(source.Tensors[1]));
    }

    [Fact]
    public void OfTensorsHoldNoNul()
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", new GgufBuilder().Tensor("a\0b"u8.ToArray(), 0, [1], new byte[4]).Build());
        Assert.Contains("the name of tensor 0 contains NUL", Sources.Fault(folder, "m.gguf"), StringComparison.Ordinal);
    }

    [Fact]
    public void ThatAreHostileAreHarmlessInMessages()
    {
        using var folder = new TestFolder();
        var name = Encoding.UTF8.GetBytes("::error::\u202E\n##[x]");
        folder.Write("m.gguf", new GgufBuilder().Tensor(name, 99, [1], new byte[4]).Build());
        var fault = Sources.Fault(folder, "m.gguf");
        Assert.DoesNotContain('\n', fault);
        Assert.DoesNotContain('\u202E', fault);
        Assert.DoesNotContain("##[", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1UL << 40, null)]
    [InlineData(null, 1UL << 62)]
    [InlineData(1_000UL, null)]
    public void AndTensorsThatCannotBeThereCostNothing(ulong? tensors, ulong? keys)
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", new GgufBuilder { ClaimedTensors = tensors, ClaimedKeys = keys }.Build());
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("truncated: ", Sources.Fault(folder, "m.gguf"), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
    }

    private static TensorSource Open(GgufBuilder builder)
    {
        using var folder = new TestFolder();
        return TensorSources.Open(folder.Write("m.gguf", builder.Build()), "m.gguf");
    }
}
