using MoeGate.Blocks;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Models;

/// <summary>Routed experts are one stacked tensor, however a file stores them.</summary>
public class GatheredExperts
{
    [Fact]
    public void AreSlicesOfAStackedTensor()
    {
        var tensor = Assert.Single(Of(new GgufBuilder().Tensor("blk.3.ffn_down_exps.weight", [2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (float)i)]), out var source));
        using (source)
        {
            Assert.Equal(("blk.3.ffn_down_exps", 3, "ffn_down_exps", true), (tensor.Subject, tensor.Layer, tensor.Role, tensor.IsStacked));
            Assert.Equal([0, 1, 2, 3], tensor.Slices.Select(s => s.Expert!.Value));
            Assert.Equal((12, 2, 24, 96), (tensor.Rows, tensor.Columns, tensor.Elements, tensor.Bytes));
            Assert.Equal(source.Tensors[0].Offset + 2 * 24, tensor.Slices[2].Offset);
            Assert.Equal(24, tensor.Slices[2].Bytes);
            Assert.Null(tensor.Note);
        }
    }

    [Fact]
    public void AreGatheredByNumberWhereEachIsNamed()
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", new SafetensorsBuilder()
            .Tensor("model.layers.1.mlp.experts.10.up_proj.weight", [1, 2], 3, 4)
            .Tensor("model.layers.1.mlp.experts.2.up_proj.weight", [1, 2], 1, 2)
            .Tensor("model.layers.0.mlp.up_proj.weight", [1, 2], 5, 6).Build());
        using var source = TensorSources.Open(folder["m.safetensors"], "m.safetensors");
        var tensors = WeightTensors.Of(source);
        Assert.Equal(["blk.0.ffn_up", "blk.1.ffn_up_exps"], tensors.Select(t => t.Subject));
        Assert.Equal([2, 10], tensors[1].Slices.Select(s => s.Expert!.Value));
        Assert.Equal([1, 2], Sources.Floats(tensors[1].Slices[0].Entry));
        Assert.Equal("model.layers.1.mlp.experts.*.up_proj.weight", tensors[1].OwnName);
        Assert.Equal("2 experts, with numbers up to 10", tensors[1].Note);
    }

    [Fact]
    public void OfAnotherShapeStayBeside()
    {
        var tensors = Of(new GgufBuilder()
            .Zeros("blk.0.ffn_up.0.weight", WeightTypes.F32, 4, 2)
            .Zeros("blk.0.ffn_up.1.weight", WeightTypes.F32, 4, 3)
            .Zeros("blk.0.ffn_up.2.weight", WeightTypes.F16, 4, 3), out var source);
        using (source)
        {
            Assert.Equal(["blk.0.ffn_up_exps", "tensor:blk.0.ffn_up.0"], tensors.Select(t => t.Subject));
            Assert.Equal([1, 2], tensors[0].Slices.Select(s => s.Expert!.Value));
            Assert.True(tensors[0].Mixed);
            Assert.Equal("experts of different types: f32, f16; stored beside it, of another shape or a second time: expert 0; 2 experts, with numbers up to 2", tensors[0].Note);
        }
    }

    [Fact]
    public void AreNotTheOnlyOnesToKeepASecondTensorOfOneSubject()
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", new SafetensorsBuilder()
            .Tensor("lm_head.weight", [1, 2], 1, 2)
            .Tensor("output.weight", [1, 2], 3, 4)
            .Tensor("a[", [1, 2], 3, 4)
            .Tensor("a(", [1, 2], 3, 4)
            .Tensor("a(.weight", [1, 2], 3, 4).Build());
        using var source = TensorSources.Open(folder["m.safetensors"], "m.safetensors");
        var tensors = WeightTensors.Of(source);
        Assert.Equal(["a(", "a(#2", "a(#3", "output", "output#2"], tensors.Select(t => t.Subject));
        Assert.Equal("a second tensor of output", tensors[^1].Note);
    }

    [Fact]
    public void AreOneWhereAFileDropsTheLastDimension()
    {
        var tensors = Of(new GgufBuilder().Zeros("blk.0.ffn_up_exps.weight", WeightTypes.F32, 4, 3), out var source);
        using (source)
        {
            Assert.Equal(0, Assert.Single(Assert.Single(tensors).Slices).Expert);
        }
    }

    [Fact]
    public void AreNotCountedWhereThereIsNothing()
    {
        var tensors = Of(new GgufBuilder().Tensor("blk.0.ffn_up_exps.weight"u8.ToArray(), 0, [0, 1, 1UL << 50], []), out var source);
        using (source)
        {
            var tensor = Assert.Single(tensors);
            Assert.False(tensor.IsStacked);
            Assert.Equal(0, tensor.Elements);
        }
    }

    [Fact]
    public void AreOrderedByLayerAsANumber()
    {
        var tensors = Of(new GgufBuilder().Zeros("blk.10.ffn_up.weight", WeightTypes.F32, 1, 1).Zeros("blk.2.ffn_up.weight", WeightTypes.F32, 1, 1), out var source);
        using (source) Assert.Equal(["blk.2.ffn_up", "blk.10.ffn_up"], tensors.Select(t => t.Subject));
    }

    private static IReadOnlyList<WeightTensor> Of(GgufBuilder builder, out TensorSource source)
    {
        using var folder = new TestFolder();
        source = TensorSources.Open(folder.Write("m.gguf", builder.Build()), "m.gguf");
        return WeightTensors.Of(source);
    }
}
