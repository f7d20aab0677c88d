using MoeGate.Blocks;
using MoeGate.Formats;
using MoeGate.Models;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Models;

public class ArchitectureOfAGguf
{
    [Fact]
    public void ComesFromKeysAndTensors()
    {
        using var folder = new TestFolder();
        var path = folder.Write("m.gguf", Model().Build());
        var model = ArchitectureReader.Read(path, "m.gguf");
        Assert.Equal((3, 2, 4, 2), (model.Layers, model.MoeLayers, model.Experts, model.ExpertsUsed));
        Assert.Equal([1, 2], model.MoeLayerIds!);
        Assert.Equal((8, 16, 3), (model.HiddenSize, model.ExpertWidth, model.ExpertMatrices));
        Assert.Equal((100 * 8) + (8 * 8) + (8 * 4) + (16 * 8), model.ParamsOther);
        Assert.Equal(2 * 4 * 3 * 16 * 8, model.ParamsExpert);
    }

    [Fact]
    public void MayBeWhereOtherKeysStart()
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", Model().Build());
        var model = ArchitectureReader.Read(folder.Write("own.json", """{"file": "m.gguf", "paramsOther": 7}"""), "own.json");
        Assert.Equal((3, 7), (model.Layers, model.ParamsOther));
    }

    [Fact]
    public void OfADenseModelHasNoExperts()
    {
        using var folder = new TestFolder();
        var model = ArchitectureReader.Read(folder.Write("m.gguf", new GgufBuilder().Zeros("token_embd.weight", WeightTypes.F32, 8, 4).Build()), "m.gguf");
        Assert.Equal((null, 0, null, 32), (model.Layers, model.MoeLayers, model.Experts, model.ParamsOther));
    }

    [Fact]
    public void ThatCannotBeIsRefused()
    {
        using var folder = new TestFolder();
        var path = folder.Write("m.gguf", new GgufBuilder().Key("general.architecture", "x").Key("x.block_count", 1u).Zeros("blk.3.ffn_up_exps.weight", WeightTypes.F32, 2, 2, 2).Build());
        Assert.Equal("m.gguf: MoE layer 3 of a model with 1 layers; layers are counted from 0", Assert.Throws<InputException>(() => ArchitectureReader.Read(path, "m.gguf")).Message);
    }

    [Fact]
    public void OrTheConfigOfAFolder()
    {
        using var folder = new TestFolder();
        folder.Write("config.json", """{"num_hidden_layers": 4, "num_experts": 16}""");
        Assert.Equal((4, 16), (ArchitectureReader.Read(folder.Path, "model").Layers, ArchitectureReader.Read(folder.Path, "model").Experts));
    }

    private static GgufBuilder Model()
    {
        var builder = new GgufBuilder()
            .Key("general.architecture", "toy").Key("toy.block_count", 3u).Key("toy.expert_count", 4u).Key("toy.expert_used_count", 2u).Key("toy.embedding_length", 8u)
            .Zeros("token_embd.weight", WeightTypes.F16, 8, 100)
            .Zeros("blk.0.attn_q.weight", WeightTypes.F32, 8, 8)
            .Zeros("blk.0.ffn_down.weight", WeightTypes.F32, 16, 8)
            .Zeros("blk.1.ffn_gate_inp.weight", WeightTypes.F32, 8, 4)
            .Zeros("rope_freqs.weight", WeightTypes.F32, 4);
        foreach (var layer in (int[])[1, 2])
            builder.Zeros($"blk.{layer}.ffn_gate_exps.weight", WeightTypes.F32, 8, 16, 4).Zeros($"blk.{layer}.ffn_up_exps.weight", WeightTypes.F32, 8, 16, 4).Zeros($"blk.{layer}.ffn_down_exps.weight", WeightTypes.F32, 16, 8, 4);
        return builder;
    }
}
