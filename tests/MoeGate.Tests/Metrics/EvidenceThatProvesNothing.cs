using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>What was not read, or not all of it, or does not fit, is never the ground of a pass.</summary>
public class EvidenceThatProvesNothing
{
    private const int Undecided = 3;

    [Fact]
    public void IsAnExpertThatCannotBeDecoded()
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", new GgufBuilder()
            .Tensor("blk.0.ffn_down_exps.weight", [32, 1, 2], Weights(64))
            .Zeros("blk.1.ffn_down_exps.weight", WeightTypes.Find("q8_1")!, 32, 1, 2)
            .Build());
        var run = Check(folder, """{ "id": "T1", "metric": "weight.nonfinite", "scope": "expert", "assert": "max <= 0" }""");
        Assert.Equal(Undecided, run.ExitCode);
        Assert.Contains("blk.1.ffn_down_exps[0]: stored as q8_1", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void IsASampleWithoutTheNumberThatIsNone()
    {
        using var folder = new TestFolder();
        var weights = Weights(64 * 32);
        folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.attn_q.weight", [32, 64], weights).Build());
        Assert.Equal(0, Sampled(folder, 64).ExitCode);
        var run = Sampled(folder, 8);
        Assert.Equal(Undecided, run.ExitCode);
        Assert.Contains("none in a sample of 8 rows of 64", run.Out, StringComparison.Ordinal);
        Assert.Contains("UNDECIDED (only 8 rows of each tensor", run.Out, StringComparison.Ordinal);

        Array.Fill(weights, float.NaN);
        folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.attn_q.weight", [32, 64], weights).Build());
        Assert.Equal(1, Sampled(folder, 8).ExitCode);
    }

    [Fact]
    public void IsAnImportanceMatrixOfAnotherModel()
    {
        using var folder = new TestFolder();
        folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.attn_q.weight", [32, 4], Weights(128)).Build());
        folder.Write("imatrix.dat", SmallModel.Imatrix(("blk.0.attn_q.weight", Weights(64, least: 1))));
        var run = Check(folder, """{ "id": "T1", "metric": "matmul.correlation", "assert": "max <= 1" }""", ", \"imatrix\": \"imatrix.dat\"");
        Assert.Equal(Undecided, run.ExitCode);
        Assert.Contains("mismatch: the importance matrix has 64 values of blk.0.attn_q, the tensor 32 columns", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void AreScalesAndBiasesForTheHardnessOfWeights()
    {
        using var folder = new TestFolder();
        folder.Write("m.safetensors", new SafetensorsBuilder()
            .Tensor("model.layers.0.mlp.down_proj.weight", [4, 32], Weights(128))
            .Tensor("model.layers.0.mlp.down_proj.weight_scale_inv", [4, 32], [.. Enumerable.Repeat(3f, 127), 4])
            .Build());
        var measured = Measured.By("--candidate", folder["m.safetensors"]);
        Assert.InRange(measured.Value("group.offset_excess", "blk.0.ffn_down"), 0.5, 1.5);
        Assert.StartsWith("notApplicable: not a matrix of weights", measured.Unavailable("group.offset_excess", "blk.0.ffn_down.weight_scale_inv"), StringComparison.Ordinal);
        Assert.Equal(0, Moegate.Run("check", "--rules", "moegate:quantization", "--candidate", folder["m.safetensors"]).ExitCode);
    }

    [Fact]
    public void IsAnActivationThatEntersNothing()
    {
        using var folder = new TestFolder();
        folder.Write("act_blk0_ffn_output.f32bin", F32Bin.Of(1, 2, 1, 2));
        folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.attn_q.weight", [32, 4], Weights(128)).Build());
        var run = Moegate.Run("measure", "--candidate", folder["m.gguf"], "--activations", folder.Path);
        Refused.With(run, Refused.AsEvidence, System.IO.Path.Join(folder.Path, "act_blk0_ffn_output.f32bin") + ": ffn_output is not an input of tensors");
    }

    [Fact]
    public void IsOneOfSeveralShards()
    {
        using var folder = new TestFolder();
        folder.Write("model-00001-of-00002.safetensors", new SafetensorsBuilder().Tensor("model.layers.0.self_attn.q_proj.weight", [1, 32], Weights(32)).Build());
        var first = folder["model-00001-of-00002.safetensors"];
        Refused.With(Moegate.Run("measure", "--candidate", first), Refused.AsEvidence, "");
        folder.Write("model-00002-of-00002.safetensors", new SafetensorsBuilder().Tensor("model.layers.1.self_attn.q_proj.weight", [1, 32], Weights(32)).Build());
        Assert.Contains("blk.1.attn_q", Measured.By("--candidate", first).Subjects);
    }

    private static Moegate Sampled(TestFolder folder, int rows) =>
        Moegate.Run("check", "--rules", "moegate:quantization", "--candidate", folder["m.gguf"], "--sample", $"{rows}");

    private static Moegate Check(TestFolder folder, string rule, string evidence = "") =>
        Moegate.Run("check", folder.Write("moegate.json", $$"""{ "evidence": { "candidate": "m.gguf"{{evidence}} }, "rules": [{{rule}}] }"""));

    private static float[] Weights(int count, double least = -1)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(least + (1 - Math.Min(least, 0)) * random.NextDouble()))];
    }
}
