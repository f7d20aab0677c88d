using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>A candidate is measured against what each of its tensors came from, whatever the two files look like.</summary>
public class CandidateAgainstReference
{
    private const string Down = "blk.1.ffn_down_exps";

    /// <summary>Every type that ggml quantizes to.</summary>
    public static TheoryData<string> Types => new(WeightTypes.All.Where(t => t.Id is not null && t.Decoder is not null && (t.IsQuantized || t.Name is "f16" or "bf16")).Select(t => t.Name));

    [Fact]
    public void ThatIsTheSameIsExact()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var measured = Compare(folder, model.Gguf("bf16"), model.Gguf("f32"));
        foreach (var subject in measured.Subjects.Where(s => measured.Has("error.sqnr", s)))
        {
            Assert.Equal("exact: every weight equals the reference's", measured.Unavailable("error.sqnr", subject));
            Assert.Equal(0, measured.Value("error.relative_rmse", subject));
            Assert.Equal(1, measured.Value("error.cosine", subject));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ReachesWhatItsTypeShould(string type)
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var measured = Compare(folder, Slowly(model, type), model.Gguf("bf16"));
        if (type is "bf16" or "f16") return; // Which lose nothing of weights that were bfloat16.
        Assert.InRange(measured.Value("error.sqnr_deficit", Down), -2, 1.5);
        Assert.InRange(measured.Value("error.worst_deficit", Down), -2, 1.7);
        Assert.InRange(measured.Value("error.sqnr_deficit", Down + "[3]"), -2, 1.7);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IsMatchedWithHuggingFaceNames(bool stacked)
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        folder.Write("r.safetensors", model.Safetensors(stacked));
        var measured = Measured.By("--candidate", folder.Write("c.gguf", model.Gguf("bf16")), "--reference", folder["r.safetensors"], "--all");
        foreach (var subject in measured.Subjects.Where(s => measured.Has("error.sqnr", s)))
            Assert.Equal("exact: every weight equals the reference's", measured.Unavailable("error.sqnr", subject));
        Assert.True(measured.Has("error.sqnr", "blk.0.attn_q"));

        var back = Measured.By("--candidate", folder["r.safetensors"], "--reference", folder["c.gguf"], "--all");
        foreach (var subject in back.Subjects.Where(s => back.Has("error.sqnr", s)))
            Assert.Equal("exact: every weight equals the reference's", back.Unavailable("error.sqnr", subject));
        Assert.True(back.Has("error.sqnr", stacked ? "blk.0.ffn_gate_up_exps[2]" : "blk.0.ffn_gate_exps[2]"));
    }

    [Theory]
    [InlineData("bf16")]
    [InlineData("q8_0")]
    [InlineData("q2_K")]
    [InlineData("iq1_s")]
    public void IsMatchedByContentWhereExpertsWerePruned(string type)
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var pruned = model.Keep(layer => layer == 0 ? [0, 2, 4, 5] : [5, 1, 3, 4]);
        var measured = Compare(folder, Slowly(pruned, type), model.Gguf("bf16"));
        foreach (var subject in (string[])[Down, Down + "[0]", Down + "[3]", "blk.0.ffn_gate_inp", "blk.1.exp_probs_b"])
        {
            if (type == "bf16" || !subject.Contains("exps", StringComparison.Ordinal)) Assert.Equal("exact: every weight equals the reference's", measured.Unavailable("error.sqnr", subject));
            else Assert.InRange(measured.Value("error.sqnr_deficit", subject), -2, 1.7);
        }
    }

    /// <summary>Quantizing with grids takes long: only what the test looks at is in that type.</summary>
    private static byte[] Slowly(Release model, string type) =>
        model.Gguf(name => WeightTypes.Find(name.Contains("_exps", StringComparison.Ordinal) && (!type.StartsWith("iq", StringComparison.Ordinal) || name.Contains("blk.1.ffn_down", StringComparison.Ordinal)) ? type : "q8_0")!);

    private static Measured Compare(TestFolder folder, byte[] candidate, byte[] reference) =>
        Measured.By("--candidate", folder.Write("c.gguf", candidate), "--reference", folder.Write("r.gguf", reference), "--all");
}
