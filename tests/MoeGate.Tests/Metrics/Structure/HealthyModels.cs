using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Structure;

/// <summary>Healthy models of every make pass: nothing is asked of a file that it does not itself say.</summary>
public class HealthyModels
{
    private const int Hidden = MoeModel.Hidden, Width = MoeModel.Width, Experts = MoeModel.Experts;

    [Fact]
    public void MayBeDense()
    {
        using var folder = new TestFolder();
        var path = folder.Write("m.gguf", new GgufBuilder().Tensor("token_embd.weight", [2, 2], 1, 2, 3, 4).Tensor("blk.0.ffn_up.weight", [2, 2], 1, 2, 3, 4).Build());
        Assert.Empty(MoeModel.OffencesOf(path));
        var run = Moegate.Run("check", "--rules", "moegate:structure", "--candidate", path, "--verbose");
        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        Assert.Contains("structure.expert_count: not applicable: the model has no routed experts", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void MayHaveNoBlocksAtAll()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("check", "--rules", "moegate:structure", "--candidate", folder.Write("m.gguf", new GgufBuilder().Tensor("output.weight", [2, 2], 1, 2, 3, 4).Build()));
        Assert.True(run.ExitCode == 0, run.Out + run.Error);
    }

    [Fact]
    public void MayStoreGateAndUpAsOneInSomeLayers() =>
        Assert.Empty(new MoeModel().Remove("blk.2.ffn_gate_exps.weight", "blk.2.ffn_up_exps.weight").Add("blk.2.ffn_gate_up_exps.weight", Hidden, 2 * Width, Experts).Offences());

    [Fact]
    public void MayHaveBiasesAndScales()
    {
        var model = new MoeModel();
        foreach (var layer in (int[])[1, 2])
        {
            model.Add($"blk.{layer}.ffn_gate_inp.bias", Experts).Add($"blk.{layer}.ffn_up_exps.bias", Width, Experts).Add($"blk.{layer}.ffn_down_exps.bias", Hidden, Experts);
            Array.Clear(model.Values($"blk.{layer}.ffn_down_exps.bias"));
        }

        Assert.Empty(model.Add("blk.1.ffn_up_exps.scale", Experts).Offences());
    }

    [Fact]
    public void MayHaveExpertsOfAnotherWidthInEachLayer()
    {
        var model = new MoeModel();
        model.Keys.Remove("expert_feed_forward_length");
        foreach (var part in (string[])["gate", "up"]) model.Add($"blk.2.ffn_{part}_exps.weight", Hidden, 3, Experts);
        Assert.Empty(model.Add("blk.2.ffn_down_exps.weight", 3, Hidden, Experts).Offences());
    }

    [Fact]
    public void MayHaveExpertsWithoutGates()
    {
        var model = new MoeModel().Remove("blk.1.ffn_gate_exps.weight", "blk.2.ffn_gate_exps.weight");
        Assert.Empty(model.Offences());
    }

    /// <summary>As models do whose experts work in a narrower space than the model.</summary>
    [Fact]
    public void MayLeadToTheirExpertsByAMatrix()
    {
        var model = new MoeModel();
        foreach (var layer in (int[])[1, 2])
        {
            foreach (var part in (string[])["gate", "up"]) model.Add($"blk.{layer}.ffn_{part}_exps.weight", 5, Width, Experts);
            model.Add($"blk.{layer}.ffn_down_exps.weight", Width, 5, Experts).Add($"blk.{layer}.ffn_latent_down.weight", Hidden, 5).Add($"blk.{layer}.ffn_latent_up.weight", 5, Hidden);
        }

        Assert.Empty(model.Offences());
    }

    /// <summary>Blocks of attention, of a state-space mixer or of experts alone, as Nemotron-H has.</summary>
    [Fact]
    public void MayHaveOtherBlocksBetween()
    {
        var model = new MoeModel();
        model.Keys["block_count"] = 5;
        Assert.Empty(model.Add("blk.3.attn_norm.weight", Hidden).Add("blk.3.ssm_in.weight", Hidden, 4).Add("blk.3.ssm_a", 1, 4).Add("blk.4.attn_norm.weight", Hidden).Add("blk.4.attn_q.weight", Hidden, Hidden).Offences());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MayPredictFurtherTokensOrHaveThatPartLeftOut(bool there)
    {
        var model = new MoeModel();
        (model.Keys["block_count"], model.Keys["nextn_predict_layers"]) = (4, 1);
        if (there) model.Add("blk.3.nextn.eh_proj.weight", 2 * Hidden, Hidden).Add("blk.3.ffn_norm.weight", Hidden).Add("blk.3.ffn_up.weight", Hidden, 10);
        Assert.Empty(model.Offences());
    }

    [Fact]
    public void MayHaveBlocksThatTheirKeysSayAreEmpty()
    {
        using var folder = new TestFolder();
        var gguf = new GgufBuilder().Key("general.architecture", "deci").Key("deci.block_count", 2u).Key("deci.attention.head_count", 2, 0).Key("deci.feed_forward_length", 4, 0)
            .Tensor("blk.0.attn_q.weight", [2, 2], 1, 2, 3, 4);
        Assert.Empty(MoeModel.OffencesOf(folder.Write("m.gguf", gguf.Build())));
    }

    [Fact]
    public void MayBeAFolderOfAFewParts()
    {
        using var folder = new TestFolder();
        folder.Write("blk_4_ffn_down_weight.f32bin", F32Bin.Of(2, 2, [1, 2, 3, 4]));
        folder.Write("blk_9_ffn_up_weight.f32bin", F32Bin.Of(2, 2, [1, 2, 3, 4]));
        Assert.Empty(MoeModel.OffencesOf(folder.Path));
        Assert.Contains("structure.missing_tensors model: notApplicable, a folder of f32bin files is never known to be a whole model", MoeModel.Unavailable(folder.Path));
    }

    [Fact]
    public void AreTheSamples() => Assert.Empty(MoeModel.OffencesOf(Repository.File("samples", "weights", "model.gguf")));

    [Fact]
    public void AreThoseOfOthers() => Assert.Empty(MoeModel.OffencesOf(Repository.Data("stories260K", "f32bin")));

    /// <summary>A selection is no loss: what is not looked at is not missing.</summary>
    [Theory]
    [InlineData("layer=1")]
    [InlineData("role=ffn_down_exps")]
    public void MayBeLookedAtInPart(string select) => Assert.Empty(new MoeModel().Offences("--select", select));
}
