using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Structure;

/// <summary>A sample of rows shows that weights differ, and never that they do not.</summary>
public class SampledStructure
{
    [Fact]
    public void TellsWhatIsHealthyAndNothingOfWhatIsNot()
    {
        using var folder = new TestFolder();
        var model = new MoeModel();
        model.Slice("blk.1.ffn_down_exps.weight", 2).Clear();
        Array.Clear(model.Values("blk.0.ffn_up.weight"));
        model.Slice("blk.2.ffn_up_exps.weight", 0).CopyTo(model.Slice("blk.2.ffn_up_exps.weight", 1));
        string[] options = [model.Write(folder), "--sample", "2"];
        var unavailable = MoeModel.Unavailable(options);
        Assert.Empty(MoeModel.OffencesOf(options));
        Assert.Contains("structure.zero_experts blk.1: missing, blk.1.ffn_down_exps[2] looks so in a sample of 2 rows of 8, which says nothing of the others", unavailable);
        Assert.Contains("structure.duplicate_experts blk.2: missing, blk.2.ffn_up_exps[1] looks so in a sample of 2 rows of 6, which says nothing of the others", unavailable);
        Assert.Contains("structure.collapsed_tensors blk.0.ffn_up: missing, constant in a sample of 2 rows of 10, which says nothing of the others", unavailable);
        Assert.Contains("structure.nonfinite_blocks blk.0.attn_q: missing, none in a sample of 2 rows of 8, which says nothing of the others", unavailable);
        Assert.Contains("structure.zero_router_rows blk.1: missing, a sample of 2 rows of 4 says nothing of the others", unavailable);
        Assert.DoesNotContain(unavailable, u => u.StartsWith("structure.zero_experts blk.2", StringComparison.Ordinal));
    }

    [Fact]
    public void IsUnknownWhereATypeCannotBeDecoded()
    {
        if (WeightTypes.All.FirstOrDefault(t => t is { Id: not null, Decoder: null }) is not { } type) return;
        using var folder = new TestFolder();
        var path = folder.Write("m.gguf", new GgufBuilder().Zeros("blk.0.ffn_up_exps.weight", type, type.Length, 2, 3).Build());
        Assert.Contains($"structure.zero_experts blk.0: missing, blk.0.ffn_up_exps is stored as {type}, which this version cannot decode", MoeModel.Unavailable(path));
    }
}
