using MoeGate.Evidence.Evaluations;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Logs of llama-perplexity, against figures read by eye.</summary>
public class PerplexityLogs
{
    [Theory]
    [InlineData("parent", "general", 3.7753, 0.03215, 32)]
    [InlineData("code108", "general", 10.5173, 0.11376, 32)]
    [InlineData("code96", "general", 12.3949, 0.13883, 32)]
    [InlineData("mix108_maxmin", "general", 6.2115, 0.05950, 32)]
    [InlineData("parent", "code", 2.1401, 0.01492, 30)]
    [InlineData("code108", "code", 2.5240, 0.01884, 30)]
    [InlineData("code96", "code", 2.6339, 0.02012, 30)]
    [InlineData("mix108_maxmin", "code", 2.7751, 0.02193, 30)]
    public void OfGlmHaveTheirFinalEstimate(string model, string text, double perplexity, double error, int chunks)
    {
        var run = EvaluationFile.ReadLog(File.ReadAllText(Repository.Data("glm52-saliency", "logs", $"ppl_{text}_v2_eval_{model}.log")));
        Assert.Equal(new Estimate(perplexity, error), run.Perplexity);
        Assert.Equal((null, chunks, 4096, false), (run.Failure, run.Chunks, run.Context, run.ComparesWithBase));
        Assert.Null(run.Divergence);
    }

    [Fact]
    public void OfKlDivergenceHaveTheirSummary()
    {
        var run = EvaluationFile.ReadLog(File.ReadAllText(Repository.Data("llama-cpp-logs", "kld-Q2_K.log")));
        Assert.Equal((null, 51, 512, true), (run.Failure, run.Chunks, run.Context, run.ComparesWithBase));
        Assert.Equal(new Estimate(584.669808, 5.134570), run.Perplexity);
        Assert.Equal(
            new Divergence
            {
                BasePerplexity = new(681.932040, 5.766930),
                LogRatio = new(-0.153883, 0.007379),
                Ratio = new(0.857373, 0.006326),
                Mean = new(0.323393, 0.001197),
                Median = new(0.270363),
                P99 = new(0.649029),
                P999 = new(0.700430),
                Max = new(0.709918),
                DeltaP = new(0.249, 0.004),
                SameTop = new(3.975, 0.171),
            },
            run.Divergence);
    }

    [Fact]
    public void OfBothKindsAgreeOnTheBase()
    {
        var plain = EvaluationFile.ReadLog(File.ReadAllText(Repository.Data("llama-cpp-logs", "ppl.log")));
        var kld = EvaluationFile.ReadLog(File.ReadAllText(Repository.Data("llama-cpp-logs", "kld-Q8_0.log")));
        Assert.Equal(new Estimate(681.9320, 5.76693), plain.Perplexity);
        Assert.Equal(plain.Perplexity!.Value, kld.Divergence!.BasePerplexity.Value, 4);
    }

    [Theory]
    [InlineData("general-parent.log")]
    [InlineData("general-kld.log")]
    public void AreTheSameUnderOtherHands(string name)
    {
        var text = EvaluationFile.SampleText(name);
        var run = EvaluationFile.ReadLog(text);
        Assert.Null(run.Failure);
        Assert.Equal(run, EvaluationFile.ReadLog(text.Replace("\n", "\r\n", StringComparison.Ordinal)));
        Assert.Equal(run, EvaluationFile.ReadLog("\uFEFF" + text));
        Assert.Equal(run, EvaluationFile.ReadLog(text.Replace("I ", "\e[32mI \e[0m", StringComparison.Ordinal)));
        Assert.Equal(run, EvaluationFile.ReadLog(text.Replace("\n", "\nggml_cuda_init: found 1 CUDA devices:\n", StringComparison.Ordinal)));
        Assert.Equal(run, EvaluationFile.ReadLog(text.Replace("±", "Â±", StringComparison.Ordinal).Replace("Δ", "Î\u0094", StringComparison.Ordinal)));
        Assert.Equal(run, EvaluationFile.ReadLog(text + "0.03.000.000 I llama_perf_context_print:        load time =     200.00 ms\n"));
    }

    [Theory]
    [InlineData("Final estimate: PPL = 5.9066 +/- 0.03280\n", 5.9066, 0.0328)]
    [InlineData("Final estimate: PPL over 10 chunks for n_ctx=2048 = 3.1931 +/- 0.07007\n", 3.1931, 0.07007)]
    [InlineData("perplexity: calculating perplexity over 655 chunks, batch_size=512\n[1]4.1,[2]5.0,Final estimate: PPL = 5.9066 +/- 0.03280\n", 5.9066, 0.0328)]
    [InlineData("Final estimate: PPL = 5.9066 +/- 0.03280", 5.9066, 0.0328)]
    public void OfOtherVersionsAreReadAsWell(string text, double perplexity, double error) =>
        Assert.Equal(new Estimate(perplexity, error), EvaluationFile.ReadLog(text).Perplexity);

    [Fact]
    public void MayHaveALineOfAnyLength()
    {
        var chunks = string.Concat(Enumerable.Range(1, 300_000).Select(i => $"[{i}]6.2316,"));
        var run = EvaluationFile.ReadLog($"{EvaluationFile.Start}{chunks}\nFinal estimate: PPL = 6.2316 +/- 0.11842\n");
        Assert.Equal((null, 6.2316), (run.Failure, run.Perplexity!.Value));
    }
}
