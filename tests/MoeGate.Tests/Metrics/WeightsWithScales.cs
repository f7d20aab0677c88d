using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>A model in 8 bits with scales beside its weights is what the two make together, on either side of a comparison.</summary>
public class WeightsWithScales
{
    private const string Exact = "exact: every weight equals the reference's";

    public static TheoryData<EightBits, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<EightBits, bool>();
            foreach (var stacked in (bool[])[false, true])
            {
                kinds.Add(EightBits.DeepSeek, stacked);
                kinds.Add(EightBits.DeepSeek with { ScaleDtype = "F8_E8M0" }, stacked);
                kinds.Add(EightBits.DeepSeek with { BlockRows = 64, BlockColumns = 32, ScaleDtype = "F16" }, stacked);
                kinds.Add(EightBits.ByRow, stacked);
            }

            // Gate and up in one tensor would share what they do not share apart.
            kinds.Add(new EightBits("F8_E5M2", 0, 0, "_scale", "F32"), false);
            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AreExactlyWhatTheyDecodeTo(EightBits bits, bool stacked)
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3);
        folder.Write("r.safetensors", model.Safetensors(stacked, bits));
        folder.Write("c.gguf", model.Rounded(bits).Gguf("bf16"));
        MustBeExact(Measured.By("--candidate", folder["c.gguf"], "--reference", folder["r.safetensors"], "--all"), "blk.0.attn_q", "blk.1.attn_k", "blk.1.ffn_up_exps[2]", "blk.0.ffn_down_exps");
        MustBeExact(
            Measured.By("--candidate", folder["r.safetensors"], "--reference", folder["c.gguf"], "--all"),
            "blk.0.attn_q", "blk.1.attn_k", stacked ? "blk.0.ffn_gate_up_exps[2]" : "blk.0.ffn_gate_exps[2]", "blk.0.ffn_down_exps");
    }

    [Fact]
    public void LoseWhatTheirTypeDoes()
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3);
        var measured = Measured.By("--candidate", folder.Write("c.safetensors", model.Safetensors(bits: EightBits.DeepSeek)), "--reference", folder.Write("r.gguf", model.Gguf("bf16")), "--all");
        foreach (var subject in (string[])["blk.0.attn_q", "blk.1.attn_output", "blk.1.ffn_down_exps", "blk.1.ffn_down_exps[2]"])
            Assert.InRange(measured.Value("error.sqnr_deficit", subject), -1.5, 1.5);
    }

    [Fact]
    public void AreWhatASmallerCandidateIsHeldAgainst()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var pruned = model.Rounded(EightBits.ByRow).Keep(layer => layer == 0 ? [5, 0, 2] : [1, 3, 4]);
        var measured = Measured.By("--candidate", folder.Write("c.gguf", pruned.Gguf("q8_0")), "--reference", folder.Write("r.safetensors", model.Safetensors(bits: EightBits.ByRow)), "--all");
        foreach (var subject in (string[])["blk.0.attn_q", "blk.1.attn_k", "blk.0.ffn_gate_exps[0]", "blk.1.ffn_down_exps"])
            Assert.InRange(measured.Value("error.sqnr_deficit", subject), -1.5, 1.5);
        Assert.Equal(0, measured.Value("structure.lost_tensors", "model"));
    }

    [Fact]
    public void AreReadInASampleToo()
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3);
        folder.Write("r.safetensors", model.Safetensors(bits: EightBits.DeepSeek));
        folder.Write("c.gguf", model.Rounded(EightBits.DeepSeek).Gguf("bf16"));
        MustBeExact(Measured.By("--candidate", folder["c.gguf"], "--reference", folder["r.safetensors"], "--all", "--sample", "7"), "blk.0.attn_q", "blk.1.ffn_up_exps[2]");
    }

    [Fact]
    public void HaveTheFiguresOfWhatTheyDecodeTo()
    {
        using var folder = new TestFolder();
        var model = Release.Draw(experts: 3);
        var scaled = Measured.By("--candidate", folder.Write("m.safetensors", model.Safetensors(bits: EightBits.DeepSeek)), "--all");
        var plain = Measured.By("--candidate", folder.Write("p.safetensors", model.Rounded(EightBits.DeepSeek).Safetensors()), "--all");
        foreach (var subject in (string[])["blk.0.attn_output", "blk.1.ffn_down_exps", "blk.1.ffn_down_exps[1]"])
            foreach (var metric in (string[])["weight.min", "weight.max", "weight.mean", "weight.std", "weight.median", "weight.p99"])
                Assert.Equal(plain.Value(metric, subject), scaled.Value(metric, subject));
        Assert.Equal(8, scaled.Value("type.bits_per_weight", "blk.0.attn_output"));
    }

    private static void MustBeExact(Measured measured, params string[] subjects)
    {
        Assert.All(subjects, s => Assert.True(measured.Has("error.sqnr", s), s));
        foreach (var subject in measured.Subjects.Where(s => measured.Has("error.sqnr", s)))
            Assert.Equal(subject.Contains("scale", StringComparison.Ordinal) ? "notApplicable: the scales of other weights, which are compared with them" : Exact, measured.Unavailable("error.sqnr", subject));
        Assert.Equal(0, measured.Value("structure.lost_tensors", "model"));
    }
}
