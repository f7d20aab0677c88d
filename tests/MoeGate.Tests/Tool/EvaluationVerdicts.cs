using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>What the built-in rules say of evaluations, without a configuration.</summary>
public class EvaluationVerdicts
{
    /// <summary>A candidate and its reference, the exit code, the rules that fail and those that warn.</summary>
    public static TheoryData<string, string?, int, string, string> Samples => new()
    {
        { "general-kld.log", "general-parent.log", 0, "", "" },
        { "general-kld.log", null, 0, "", "" },
        { "general-broken.log", "general-parent.log", 1, "MG401", "" },
        { "general-failed.log", "general-parent.log", 3, "", "" },
        { "general-parent.log", "general-failed.log", 3, "", "" },
        { "general-failed.log", null, 3, "", "" },
        { "general-parent.log", null, 3, "", "" },
        { "tasks.json", "tasks-parent.json", 0, "", "" },
        { "tasks-broken.json", "tasks-parent.json", 1, "MG405", "MG406" },
        { "tasks.json", null, 3, "", "" },
        { "tasks.json", "general-parent.log", 3, "", "" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void OfSamples(string candidate, string? reference, int exitCode, string failed, string warned) =>
        Are(exitCode, failed, warned, EvaluationFile.Sample(candidate), reference is null ? null : EvaluationFile.Sample(reference));

    [Theory]
    [InlineData("general", "code108", 1, "MG401", "")]
    [InlineData("general", "code96", 1, "MG401", "")]
    [InlineData("general", "mix108_maxmin", 1, "MG401", "")]
    [InlineData("code", "code108", 0, "", "MG401")]
    [InlineData("code", "mix108_maxmin", 0, "", "MG401")]
    public void OfGlm(string text, string model, int exitCode, string failed, string warned) =>
        Are(exitCode, failed, warned, Log(text, model), Log(text, "parent"));

    [Fact]
    public void OfGlmOnAnotherTextThanItsReferenceAreNone() => Are(3, "", "", Log("general", "code108"), Log("code", "parent"));

    [Theory]
    [InlineData("kld-Q8_0.log", 0, "", "MG404")]
    [InlineData("kld-Q2_K.log", 1, "MG404", "MG403")]
    public void OfTheRandomModel(string log, int exitCode, string failed, string warned) =>
        Are(exitCode, failed, warned, Repository.Data("llama-cpp-logs", log), Repository.Data("llama-cpp-logs", "ppl.log"));

    [Theory]
    [InlineData("mmlu", 1, "MG405", "MG406")]
    [InlineData("mbpp", 0, "", "")]
    public void OfGlmsTasks(string task, int exitCode, string failed, string warned) =>
        Are(exitCode, failed, warned, Repository.Data("glm52-saliency", "results", task + "_maxmin.json"), Repository.Data("glm52-saliency", "results", task + "_parent.json"));

    [Fact]
    public void NameTheWorstTask()
    {
        var run = Check(Repository.Data("glm52-saliency", "results", "mmlu_maxmin.json"), Repository.Data("glm52-saliency", "results", "mmlu_parent.json"), "console");
        Assert.Contains("worst: eval.e (mmlu_professional_medicine_generative.exact_match.get_response) 41.8715 %", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAFailedLogSayWhatItSays()
    {
        var run = Check(EvaluationFile.Sample("general-failed.log"), null, "console");
        Assert.Contains("NO DATA   MG401", run.Out, StringComparison.Ordinal);
        Assert.Contains("eval.perplexity_ratio: no data at eval.e: general-failed.log says \"0.02.107.530 E Unexpected negative standard deviation of log(prob)\" and has no final estimate", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("general-kld.log", "general-parent.log")]
    [InlineData("general-broken.log", "general-parent.log")]
    [InlineData("general-failed.log", null)]
    [InlineData("tasks-broken.json", "tasks-parent.json")]
    public void AreTheSameLater(string candidate, string? reference)
    {
        using var folder = new TestFolder();
        string[] evidence = ["--evaluation", "e=" + EvaluationFile.Sample(candidate), .. reference is null ? [] : (string[])["--evaluation", "e.reference=" + EvaluationFile.Sample(reference)]];
        Assert.Equal(0, Moegate.Run(["measure", .. evidence, "-o", folder["metrics.json"]]).ExitCode);
        foreach (var format in (string[])["json", "console", "markdown"])
        {
            var now = Moegate.Run(["check", .. evidence, "--all", "--report", format]);
            var later = Moegate.Run("check", "--metrics", folder["metrics.json"], "--report", format);
            Assert.Equal((now.ExitCode, now.Out), (later.ExitCode, later.Out));
        }
    }

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("--evaluation general=samples/evaluations/general-broken.log", 1, "MG401 T401")]
    [InlineData("--evaluation general=samples/evaluations/general-failed.log", 3, "")]
    [InlineData("--evaluation tasks=samples/evaluations/tasks-broken.json", 1, "MG405 T402")]
    public void OfTheSampleGateAreThoseOfItsReadme(string more, int exitCode, string failed)
    {
        var options = more.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Replace("samples/evaluations", EvaluationFile.Sample(), StringComparison.Ordinal));
        var run = Moegate.Run(["check", EvaluationFile.Sample("moegate.json"), .. options, "--report", "json"]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(failed, Rules(run, "fail"));
    }

    private static string Log(string text, string model) => Repository.Data("glm52-saliency", "logs", $"ppl_{text}_v2_eval_{model}.log");

    private static void Are(int exitCode, string failed, string warned, string candidate, string? reference)
    {
        var run = Check(candidate, reference, "json");
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
        Assert.Equal((failed, warned), (Rules(run, "fail"), Rules(run, "warning")));
    }

    private static Moegate Check(string candidate, string? reference, string report) =>
        Moegate.Run(["check", "--evaluation", "e=" + candidate, .. reference is null ? [] : (string[])["--evaluation", "e.reference=" + reference], "--report", report]);

    private static string Rules(Moegate run, string outcome) =>
        string.Join(' ', JsonNode.Parse(run.Out)!["findings"]!.AsArray().Where(f => (string?)f!["outcome"] == outcome).Select(f => (string?)f!["rule"]));
}
