using System.Text.Json.Nodes;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics.Structure;

/// <summary>Importance matrices with and without data of every expert.</summary>
public class CalibrationThatMissesExperts
{
    private const int Hidden = MoeModel.Hidden, Width = MoeModel.Width, Experts = MoeModel.Experts;

    [Fact]
    public void NamesThem() =>
        Assert.Equal(["calibration_gaps 2: blk.1.ffn_down_exps[1] 1, blk.1.ffn_down_exps[3] 1"], Offences(new MoeModel(), ("blk.1.ffn_down_exps", Sums(Width * Experts, Width, 1, 3)), ("blk.2.ffn_down_exps", Sums(Width * Experts, Width))));

    [Fact]
    public void NamesAllOfATensorThatHasNoEntryWhereOthersHave() =>
        Assert.Equal(
            ["calibration_gaps 4: blk.2.ffn_down_exps[0] 1, blk.2.ffn_down_exps[1] 1, blk.2.ffn_down_exps[2] 1, blk.2.ffn_down_exps[3] 1"],
            Offences(new MoeModel(), ("blk.1.ffn_down_exps", Sums(Width * Experts, Width))));

    [Fact]
    public void NamesAMatrixThatIsNotOfExperts() =>
        Assert.Equal(["calibration_gaps 1: blk.1.attn_q 1"], Offences(new MoeModel(), ("blk.0.attn_q", Sums(Hidden, Hidden)), ("blk.2.attn_q", Sums(Hidden, Hidden))));

    [Fact]
    public void LeavesOutBlocksThatAreNotRun()
    {
        var model = new MoeModel().Add("blk.3.nextn.eh_proj.weight", 2 * Hidden, Hidden).Add("blk.3.attn_q.weight", Hidden, Hidden);
        model.Keys["block_count"] = 4;
        Assert.Empty(Offences(model, [.. Enumerable.Range(0, 3).Select(l => ($"blk.{l}.attn_q", Sums(Hidden, Hidden)))]));
    }

    [Fact]
    public void SaysWhereTheMatrixIsOfAnotherModel()
    {
        using var folder = new TestFolder();
        var matrix = folder.Write("m.dat", SmallModel.Imatrix(("blk.1.ffn_down_exps.weight", Sums(Width * 8, Width))));
        Assert.Contains("structure.calibration_gaps blk.1.ffn_down_exps: missing, mismatch: the importance matrix has 48 values of it, the tensor 6 columns of 4 experts", MoeModel.Unavailable(new MoeModel().Write(folder), "--imatrix", matrix));
    }

    /// <summary>A warning alone, unless the tensor is in a type of so few bits that it depends on the data.</summary>
    [Theory]
    [InlineData("f32", "warning notApplicable")]
    [InlineData("iq2_xxs", "warning fail")]
    public void FailsTheGateWhereFewBitsDependOnIt(string name, string outcomes)
    {
        using var folder = new TestFolder();
        var model = folder.Write("m.gguf", new GgufBuilder().Zeros("blk.0.ffn_up_exps.weight", WeightTypes.Find(name)!, 256, 2, 3).Build());
        var matrix = folder.Write("m.dat", SmallModel.Imatrix(("blk.0.ffn_up_exps.weight", Sums(256 * 3, 256, 2))));
        var run = Moegate.Run("check", "--rules", "moegate:structure", "--candidate", model, "--imatrix", matrix, "--report", "json");
        var findings = JsonNode.Parse(run.Out)!["findings"]!.AsArray().Where(f => (string?)f!["metric"] == "structure.calibration_gaps").OrderBy(f => (string?)f!["rule"], StringComparer.Ordinal).ToList();
        Assert.Equal(outcomes, string.Join(' ', findings.Select(f => (string?)f!["outcome"])));
        Assert.Contains("blk.0.ffn_up_exps[2]", run.Out, StringComparison.Ordinal);
    }

    private static float[] Sums(int values, int columns, params int[] without) => [.. Enumerable.Range(0, values).Select(i => without.Contains(i / columns) ? 1f : 2 + i)];

    private static IReadOnlyList<string> Offences(MoeModel model, params (string Subject, float[] Sums)[] entries)
    {
        using var folder = new TestFolder();
        return model.Offences("--imatrix", folder.Write("m.dat", SmallModel.Imatrix([.. entries.Select(e => (e.Subject + ".weight", e.Sums))])));
    }
}
