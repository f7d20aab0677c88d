using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Structure;

/// <summary>Each damage is found alone, and where it is.</summary>
public class DamagedModel
{
    [Fact]
    public void HasNoOffenceWhileItIsHealthy() => Assert.Empty(new MoeModel().Offences());

    [Fact]
    public void NamesTheZeroMatrixOfAnExpert()
    {
        var model = new MoeModel();
        model.Slice("blk.1.ffn_down_exps.weight", 2).Clear();
        Assert.Equal(["zero_experts 1: blk.1.ffn_down_exps[2] 1"], model.Offences());
    }

    [Fact]
    public void NamesTheExpertWhoseMatricesAreAllZero()
    {
        var model = new MoeModel();
        foreach (var part in (string[])["gate", "up", "down"]) model.Slice($"blk.2.ffn_{part}_exps.weight", 3).Clear();
        Assert.Equal(["zero_experts 1: blk.2.expert[3] 3"], model.Offences());
    }

    [Fact]
    public void NamesTheConstantMatrixOfAnExpert()
    {
        var model = new MoeModel();
        model.Slice("blk.1.ffn_up_exps.weight", 0).Fill(0.25f);
        model.Slice("blk.2.ffn_up_exps.weight", 0).Fill(0.25f);
        model.Slice("blk.2.ffn_up_exps.weight", 1).Fill(0.25f);
        Assert.Equal(["constant_experts 1: blk.1.ffn_up_exps[0] 1", "constant_experts 2: blk.2.ffn_up_exps[0] 1, blk.2.ffn_up_exps[1] 1"], model.Offences());
    }

    [Fact]
    public void NamesTheCopyOfAMatrixAndItsOriginal()
    {
        var model = new MoeModel();
        model.Slice("blk.1.ffn_gate_exps.weight", 1).CopyTo(model.Slice("blk.1.ffn_gate_exps.weight", 3));
        Assert.Equal(["duplicate_experts 1: blk.1.ffn_gate_exps[3] 1"], model.Offences());
    }

    [Fact]
    public void NamesTheCopyOfAnExpertAndItsOriginal()
    {
        var model = new MoeModel();
        foreach (var part in (string[])["gate", "up", "down"]) model.Slice($"blk.1.ffn_{part}_exps.weight", 0).CopyTo(model.Slice($"blk.1.ffn_{part}_exps.weight", 2));
        Assert.Equal(["duplicate_experts 1: blk.1.expert[2] 0"], model.Offences());
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    public void NamesTheMatrixThatCollapsed(float to)
    {
        var model = new MoeModel();
        Array.Fill(model.Values("token_embd.weight"), to);
        Array.Fill(model.Values("blk.0.ffn_up.weight"), to);
        Array.Fill(model.Values("blk.0.attn_norm.weight"), to);
        Assert.Equal([$"collapsed_tensors 1: blk.0.ffn_up {to}", $"collapsed_tensors 1: token_embd {to}"], model.Offences());
    }

    [Fact]
    public void NamesTheRoutersZeroRows()
    {
        var model = new MoeModel();
        model.Slice("blk.2.ffn_gate_inp.weight", 1).Clear();
        model.Slice("blk.2.ffn_gate_inp.weight", 3).Clear();
        Assert.Equal(["zero_router_rows 2: blk.2.ffn_gate_inp[1] 1, blk.2.ffn_gate_inp[3] 1"], model.Offences());
    }

    [Fact]
    public void NamesTheWeightThatIsNotFinite()
    {
        var model = new MoeModel();
        model.Slice("blk.1.ffn_down_exps.weight", 2)[MoeModel.Width * 5 + 4] = float.NaN;
        model.Values("blk.0.attn_q.weight")[^1] = float.NegativeInfinity;
        Assert.Equal(["nonfinite_blocks 1: blk.0.attn_q row 7 column 7 1", "nonfinite_blocks 1: blk.1.ffn_down_exps[2] row 5 column 4 1"], model.Offences());
    }

    [Theory]
    [InlineData("ffn_gate_inp.weight", "blk.1.ffn_gate_inp", MoeModel.Hidden, 5)]
    [InlineData("exp_probs_b.bias", "blk.1.exp_probs_b", 5)]
    [InlineData("ffn_up_exps.weight", "blk.1.ffn_up_exps", MoeModel.Hidden, MoeModel.Width, 5)]
    public void NamesTheTensorOfAnotherNumberOfExperts(string tensor, string place, params int[] dimensions) =>
        Assert.Equal([$"expert_count 1: {place} 5"], new MoeModel().Add("blk.1." + tensor, [.. dimensions.Select(d => (long)d)]).Offences());

    [Fact]
    public void NamesTheKeyThatThePlanContradicts()
    {
        using var folder = new TestFolder();
        var model = new MoeModel();
        var plan = folder.Write("plan.json", """{"1": [0, 1, 2, 7], "2": [1, 2, 3, 4]}""");
        Assert.Empty(model.Offences("--plan", plan));
        Assert.Empty(model.Offences("--plan", folder.Write("list.json", "[[0, 1, 2, 7], [1, 2, 3, 4]]")));
        model.Keys["expert_count"] = 8;
        Assert.Equal(["expert_count 1: expert_count 8", "expert_count 1: expert_count 8"], model.Offences("--plan", plan));
        plan = folder.Write("other.json", """{"1": [0, 1, 2], "2": [1, 2, 3, 4, 5, 6, 7, 8]}""");
        Assert.Equal(2, model.Offences("--plan", plan).Count);
    }

    [Fact]
    public void NamesLayersWithFewerExpertsThanAreUsed()
    {
        var model = new MoeModel();
        model.Keys["expert_used_count"] = 5;
        Assert.Equal(["experts_used 1: blk.1 4", "experts_used 1: blk.2 4"], model.Offences());
    }

    [Theory]
    [InlineData("ffn_gate_inp.weight", "blk.2.ffn_gate_inp")]
    [InlineData("ffn_down_exps.weight", "blk.2.ffn_down_exps")]
    public void NamesTheTensorThatIsMissing(string tensor, string place)
    {
        // Most of three layers are two.
        var model = new MoeModel();
        model.Keys["block_count"] = 4;
        foreach (var part in (string[])["gate", "up"]) model.Add($"blk.3.ffn_{part}_exps.weight", MoeModel.Hidden, MoeModel.Width, MoeModel.Experts);
        model.Add("blk.3.ffn_down_exps.weight", MoeModel.Width, MoeModel.Hidden, MoeModel.Experts).Add("blk.3.ffn_gate_inp.weight", MoeModel.Hidden, MoeModel.Experts);
        Assert.Empty(model.Offences());
        Assert.Equal([$"missing_tensors 1: {place} 1"], model.Remove("blk.2." + tensor).Offences());
    }

    [Fact]
    public void NamesTheBlockThatIsMissing()
    {
        var model = new MoeModel();
        model.Keys["block_count"] = 5;
        Assert.Equal(["missing_tensors 1: blk.3 1", "missing_tensors 1: blk.4 1"], model.Offences());
    }

    [Fact]
    public void NamesTheBlockWithoutItsFeedForwardNetwork() =>
        Assert.Equal(["missing_tensors 1: blk.0 1"], new MoeModel().Remove("blk.0.ffn_up.weight").Offences());

    [Fact]
    public void NamesTheBlocksOfAModelThatSaysItHasExperts()
    {
        var model = new MoeModel();
        foreach (var layer in (int[])[1, 2])
            model.Remove($"blk.{layer}.ffn_gate_exps.weight", $"blk.{layer}.ffn_up_exps.weight", $"blk.{layer}.ffn_down_exps.weight", $"blk.{layer}.ffn_gate_inp.weight");
        Assert.Equal(["missing_tensors 1: blk.1 1", "missing_tensors 1: blk.2 1"], model.Offences());
    }

    [Theory]
    [InlineData("ffn_up_exps.weight", "blk.1.ffn_up_exps 7", MoeModel.Hidden, 7, MoeModel.Experts)]
    [InlineData("ffn_gate_exps.weight", "blk.1.ffn_gate_exps 9", 9, MoeModel.Width, MoeModel.Experts)]
    [InlineData("ffn_down_exps.weight", "blk.1.ffn_down_exps 5", 5, MoeModel.Hidden, MoeModel.Experts)]
    [InlineData("ffn_down_exps.weight", "blk.1.ffn_down_exps 9", MoeModel.Width, 9, MoeModel.Experts)]
    [InlineData("ffn_gate_inp.weight", "blk.1.ffn_gate_inp 7", 7, MoeModel.Experts)]
    [InlineData("ffn_down_exps.bias", "blk.1.ffn_down_exps.bias 7", 7, MoeModel.Experts)]
    public void NamesTheTensorThatDoesNotFit(string tensor, string place, params int[] dimensions)
    {
        var model = new MoeModel();
        if (tensor.EndsWith(".bias", StringComparison.Ordinal)) model.Add("blk.2." + tensor, MoeModel.Hidden, MoeModel.Experts);
        Assert.Equal([$"shape_mismatch 1: {place}"], model.Add("blk.1." + tensor, [.. dimensions.Select(d => (long)d)]).Offences());
    }

    [Theory]
    [InlineData("embedding_length")]
    [InlineData("expert_feed_forward_length")]
    public void NamesTheKeyThatDoesNotFit(string key)
    {
        var model = new MoeModel();
        model.Keys[key] = 99;
        Assert.Equal([$"shape_mismatch 1: {key} 99", $"shape_mismatch 1: {key} 99"], model.Offences());
    }
}
