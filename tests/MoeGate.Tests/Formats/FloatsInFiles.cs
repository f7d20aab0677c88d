using MoeGate.Evidence;
using MoeGate.Formats;
using MoeGate.Formats.Tensors;
using MoeGate.Models;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

/// <summary>The f32bin format, of weights and of activations.</summary>
public class FloatsInFiles
{
    [Theory]
    [InlineData(-1, 3, "m.f32bin: offset 0: claims -1 rows of 3 columns, and neither can be negative; write the file again")]
    [InlineData(1, long.MinValue, "m.f32bin: offset 0: claims 1 rows of -9223372036854775808 columns, and neither can be negative; write the file again")]
    [InlineData(4294967296, 4294967296, "m.f32bin: offset 0: claims 4294967296 rows of 4294967296 columns, more than 2^63 bytes; write the file again")]
    [InlineData(0, long.MaxValue, "m.f32bin: offset 0: claims 0 rows of 9223372036854775807 columns, more than 2^63 bytes; write the file again")]
    [InlineData(2, 3, "m.f32bin: offset 16: truncated: 2 rows of 3 columns need 24 bytes, and 12 remain; fetch the file again")]
    [InlineData(1, 2, "m.f32bin: offset 24: 1 rows of 2 columns need 8 bytes, and 12 remain; write the file again")]
    public void AreRefusedWhereTheirHeaderLies(long rows, long columns, string fault)
    {
        using var folder = new TestFolder();
        folder.Write("m.f32bin", F32Bin.Of(rows, columns, 1, 2, 3));
        Assert.Equal(fault, Sources.Fault(folder, "m.f32bin"));
    }

    [Theory]
    [InlineData('{', 0)]
    [InlineData('<', 0)]
    [InlineData(0x088b1f, 0)]
    [InlineData(0x010280, 0)]
    [InlineData(0x46554747, 0)]
    [InlineData(0, '{')]
    public void MayBeginAsAnythingDoes(long rows, long columns)
    {
        using var folder = new TestFolder();
        using var source = TensorSources.Open(folder.Write("blk_0_x_weight.f32bin", F32Bin.Of(rows, columns)), "x.f32bin");
        Assert.Equal((rows, columns), (source.Tensors[0].Rows, source.Tensors[0].Columns));
        using var all = TensorSources.Open(folder.Path, "folder");
        Assert.Equal(rows, all.Tensors[0].Rows);
    }

    [Fact]
    public void AreOneTensorEach()
    {
        using var folder = new TestFolder();
        folder.Write("blk_10_ffn_down_weight.f32bin", F32Bin.Of(2, 3, 1, 2, 3, 4, 5, 6));
        folder.Write("blk_2_attn_q_weight.f32bin", F32Bin.Of(1, 1, 7));
        folder.Write("blk_2_empty_weight.f32bin", F32Bin.Of(0, 3));
        folder.Write("act_blk2_ffn_input.f32bin", [1, 2, 3]);
        folder.Write("imatrix_blk2.f32bin", [1, 2, 3]);
        folder.Write("notes.txt", "x");
        using var source = TensorSources.Open(folder.Path, "layers");
        Assert.Equal("f32bin", source.Format);
        var tensors = WeightTensors.Of(source);
        Assert.Equal(["blk.2.attn_q", "blk.2.empty", "blk.10.ffn_down"], tensors.Select(t => t.Subject));
        Assert.Equal("blk_10_ffn_down_weight", tensors[2].OwnName);
        Assert.Equal((3, 2, false), (tensors[2].Columns, tensors[2].Rows, tensors[2].IsVector));
        Assert.Equal([1, 2, 3, 4, 5, 6], Sources.Floats(tensors[2].Slices[0].Entry));
        Assert.Equal(0, tensors[1].Elements);
    }

    [Fact]
    public void OfActivationsAreFoundByTheirNames()
    {
        using var folder = new TestFolder();
        folder.Write("act_blk10_attn_input.f32bin", F32Bin.Of(2, 1, 1, 2));
        folder.Write("act_blk2_ffn_input.f32bin", F32Bin.Of(1, 2, 1, 2));
        folder.Write("act_blk2_ffn_down_input.f32bin", F32Bin.Of(1, 2, 1, 2));
        folder.Write("blk_2_attn_q_weight.f32bin", [1]);
        using var activations = ActivationFolder.Read(folder.Path, "layers");
        Assert.Equal(["blk.2.ffn_down_input", "blk.2.ffn_input", "blk.10.attn_input"], activations.Files.Select(f => f.Subject));
        Assert.Equal((10, "attn_input", 2), (activations.Files[2].Layer, activations.Files[2].Source, activations.Files[2].Entry.Rows));
    }

    [Theory]
    [InlineData("act_blk2.f32bin", "layers/act_blk2.f32bin: is not named after a layer and a source; name it act_blk<layer>_<source>.f32bin")]
    [InlineData("blk_2_attn_q_weight.f32bin", "layers: holds no activations; record them as act_blk<layer>_<source>.f32bin")]
    public void OfActivationsAreRefusedWhereThereAreNone(string name, string fault)
    {
        using var folder = new TestFolder();
        folder.Write(name, F32Bin.Of(1, 1, 1));
        Assert.Equal(fault, Assert.Throws<InputException>(() => ActivationFolder.Read(folder.Path, "layers").Dispose()).Message.Replace('\\', '/'));
    }

    [Theory]
    [InlineData("ffn_up", "ffn_input")]
    [InlineData("ffn_gate_up_exps", "ffn_input")]
    [InlineData("ffn_gate_shexp", "ffn_input")]
    [InlineData("ffn_gate_inp", "ffn_input")]
    [InlineData("ffn_down", "ffn_down_input")]
    [InlineData("ffn_down_exps", "ffn_down_input")]
    [InlineData("ffn_down_shexp", null)]
    [InlineData("attn_qkv", "attn_input")]
    [InlineData("attn_output", "attn_output_input")]
    [InlineData("attn_q.bias", null)]
    [InlineData("token_embd", null)]
    public void OfActivationsEnterTensorsByRole(string role, string? source) => Assert.Equal(source, ActivationSources.Of(role));

    [Fact]
    public void OfTheReferenceLayerAreAllRead()
    {
        using var source = TensorSources.Open(Repository.Data("layer-small"), "layer-small");
        using var activations = ActivationFolder.Read(Repository.Data("layer-small"), "layer-small");
        Assert.Equal(
            ["blk.0.attn_k", "blk.0.attn_output", "blk.0.attn_q", "blk.0.attn_v", "blk.0.ffn_down", "blk.0.ffn_gate", "blk.0.ffn_up"],
            WeightTensors.Of(source).Select(t => t.Subject));
        foreach (var tensor in WeightTensors.Of(source))
            Assert.Equal(tensor.Columns, activations.Files.Single(f => f.Source == ActivationSources.Of(tensor.Role)).Entry.Columns);
    }
}
