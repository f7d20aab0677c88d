using MoeGate.Evidence.Evaluations;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Runs of llama-perplexity that ended with 0 and gave nothing: each is a failure, in the log's own words.</summary>
public class FailedPerplexityRun
{
    public static TheoryData<string, string> Logs => new()
    {
        { EvaluationFile.SampleText("general-failed.log"), "says \"0.02.107.530 E Unexpected negative standard deviation of log(prob)\" and has no final estimate" },
        { EvaluationFile.Log("nan", "nan"), "says \"Final estimate: PPL = nan +/- nan\", which is not a whole figure" },
        { EvaluationFile.Log("-nan(ind)", "0.1"), "which is not a whole figure" },
        { EvaluationFile.Log("inf", "inf"), "which is not a whole figure" },
        { EvaluationFile.Log("1e999", "0.1"), "which is not a whole figure" },
        { EvaluationFile.Log("0.5", "0.1"), "which is not a whole figure" },
        { EvaluationFile.Log("6.2", "-0.1"), "which is not a whole figure" },
        { EvaluationFile.Log("6.2", ""), "which is not a whole figure" },
        { "llama_model_load: error loading model: tensor 'blk.0.ffn_norm.weight' data is not within the file bounds\nllama_load_model_from_file: failed to load model\n", "says \"llama_model_load: error loading model: tensor 'blk.0.ffn_norm.weight' data is not within the file bounds\" and has no final estimate" },
        { "0.00.024.840 I system_info: n_threads = 2\n0.00.025.379 E kl_divergence: failed to open base.kld\n", "says \"0.00.025.379 E kl_divergence: failed to open base.kld\"" },
        { "perplexity: you need at least 1024 tokens to evaluate perplexity with a context of 512\n", "says \"perplexity: you need at least 1024 tokens" },
        { EvaluationFile.Start + "[1]6.0412,[2]6.3120,\nGGML_ASSERT(i01 >= 0) failed\n", "says \"GGML_ASSERT(i01 >= 0) failed\" and has no final estimate" },
        { EvaluationFile.Start + "[1]6.0412,[2]6.3120,\n", "ends at chunk 2 of 4 and has no final estimate" },
        { EvaluationFile.Start + "[1]6.0412,[2]6.31", "ends at chunk 2 of 4 and has no final estimate" },
        { EvaluationFile.Start + EvaluationFile.Chunks, "has all 4 chunks and no final estimate" },
        { EvaluationFile.Start, "has no final estimate" },
        { EvaluationFile.KldStart, "has no summary" },
        { EvaluationFile.KldStart + "   4        6.4048 ±    0.1224       0.02741 ±    0.00221       0.03007 ±    0.00075     5.224 ±  0.141 %    91.912 ±  0.604 %\n", "has all 4 chunks and no summary; llama-perplexity prints none below 100 tokens" },
        { EvaluationFile.KldStart + "   3        6.4048 ±    0.1224       0.02741 ±    0.00221 ", "ends at chunk 3 of 4 and has no summary" },
        { EvaluationFile.SampleText("general-kld.log").Replace("0.030071 ±   0.000748", "nan ±   nan", StringComparison.Ordinal), "says \"Mean    KLD:   nan ±   nan\", which is not a whole figure" },
        { EvaluationFile.SampleText("general-kld.log").Replace("0.012847", "-nan", StringComparison.Ordinal), "says \"Median  KLD:   -nan\"" },
        { EvaluationFile.SampleText("general-kld.log").Replace("91.912 ± 0.604 %\n\n", "191.912 ± 0.604 %\n\n", StringComparison.Ordinal), "says \"Same top p: 191.912 ± 0.604 %\"" },
        { EvaluationFile.SampleText("general-kld.log").Split("RMS Δp    :")[0], "is cut off: its summary has no line \"RMS Δp\"" },
        { EvaluationFile.Log("6.2316", "0.11842") + EvaluationFile.Log("6.3", "0.11842"), "holds 2 runs, and nobody can tell which is meant" },
        { EvaluationFile.Log("6.2316", "0.11842") + "llama_load_model_from_file: failed to load model\n", "says, behind its figures, \"llama_load_model_from_file: failed to load model\"" },
        { EvaluationFile.SampleText("general-kld.log") + EvaluationFile.Log("6.2316", "0.11842"), "holds 2 runs" },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public void SaysWhatItFound(string log, string failure)
    {
        var run = EvaluationFile.ReadLog(log);
        Assert.StartsWith("a.log ", run.Failure, StringComparison.Ordinal);
        Assert.Contains(failure, run.Failure, StringComparison.Ordinal);
        Assert.Equal((null, null), (run.Perplexity, run.Divergence));
    }

    [Theory]
    [InlineData("general-parent.log")]
    [InlineData("general-kld.log")]
    public void IsWhatEveryCutLogIs(string name)
    {
        using var folder = new TestFolder();
        var bytes = File.ReadAllBytes(EvaluationFile.Sample(name));
        var whole = Assert.IsType<PerplexityRun>(EvaluationFile.Read(folder, folder.Write("a.log", bytes)));
        for (var length = 200; length < bytes.Length; length += length < bytes.Length - 200 ? 29 : 1)
        {
            var run = Assert.IsType<PerplexityRun>(EvaluationFile.Read(folder, folder.Write("a.log", bytes[..length])));
            if (run.Failure is null) Assert.Equal(whole, run);
        }
    }

    [Fact]
    public void QuotesNoMoreOfALineThanItTakes()
    {
        var run = EvaluationFile.ReadLog("perplexity: failed to load " + new string('x', 50_000));
        Assert.InRange(run.Failure!.Length, 200, 300);
    }
}
