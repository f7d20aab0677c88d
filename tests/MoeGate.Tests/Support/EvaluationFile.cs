using MoeGate.Evidence;
using MoeGate.Evidence.Evaluations;
using MoeGate.Metrics;

namespace MoeGate.Tests.Support;

/// <summary>Logs and results of a test's own, in the formats of llama-perplexity and lm-evaluation-harness.</summary>
internal static class EvaluationFile
{
    public const string Start = "0.00.049.580 I perplexity: calculating perplexity over 4 chunks, n_ctx=512, batch_size=2048, n_seq=4\n";

    public const string KldStart = "0.00.025.379 I kl_divergence: computing over 4 chunks, n_ctx=512, batch_size=2048, n_seq=4\n";

    public const string Chunks = "[1]6.0412,[2]6.3120,[3]6.1873,[4]6.2316,\n";

    public static string Sample(params string[] parts) => Repository.File(["samples", "evaluations", .. parts]);

    public static string SampleText(string name) => File.ReadAllText(Sample(name));

    /// <summary>A plain log with this final estimate.</summary>
    public static string Log(string perplexity, string error) => $"{Start}{Chunks}0.03.585.958 I Final estimate: PPL = {perplexity} +/- {error}\n\n";

    /// <summary>A result of these scores, such as <c>"acc,none": 0.5</c>, of one task.</summary>
    public static string Result(string scores, string more = "", string task = "arc") => $$"""{ "results": { "{{task}}": { "alias": "{{task}}", {{scores}} } }{{more}} }""";

    public static EvaluationRun Read(string text, string name = "a.log")
    {
        using var folder = new TestFolder();
        return Read(folder, folder.Write(name, text));
    }

    public static EvaluationRun Read(TestFolder folder, string path) =>
        Assert.Single(EvaluationReader.Read([new EvaluationRequest("a", new EvidencePath(path, Path.GetRelativePath(folder.Path, path)))], TestContext.Current.CancellationToken)).Candidate;

    public static PerplexityRun ReadLog(string text) => Assert.IsType<PerplexityRun>(Read(text));

    public static TaskRun ReadResult(string text) => Assert.IsType<TaskRun>(Read(text, "a.json"));

    /// <summary>A metric of a candidate's text and a reference's.</summary>
    public static Reading Compare(string metric, string candidate, string? reference) =>
        Assert.Single(Measure(metric, candidate, reference)).Reading;

    public static IReadOnlyList<Measurement> Measure(string metric, string candidate, string? reference)
    {
        var evaluation = new Evaluation("a", Read(candidate, "candidate"), reference is null ? null : Read(reference, "reference"));
        var evidence = new EvidenceSet { Evaluations = [evaluation], Kinds = EvidenceKind.Evaluations };
        return [.. Catalog.Find(metric)!.Measure(new Observation(evidence), TestContext.Current.CancellationToken)];
    }
}
