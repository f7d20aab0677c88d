using System.Globalization;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Releases.Kinds;

/// <summary>What evaluations say of a broken model, and how they fail to say anything.</summary>
internal static class EvaluationKinds
{
    public static IEnumerable<Damage> All =>
    [
        new("a perplexity that explodes", "most of the language was cut out with the experts", "MG401",
            s => Beside(s, "eval.general", EvaluationFile.Log(Number(6.2316 * (2.1 + 20 * s.Random.NextDouble())), "0.51"))),
        new("predictions that drift from the reference's", "the perplexity stayed where it was by accident", "MG403",
            s => new("eval.general", "--evaluation", "general=" + s.Write("a.log", Divergent(("0.030071", Number(0.6 + s.Random.NextDouble())))))),
        new("another likeliest token than the reference's", "the vocabulary of the output matrix is off", "MG404",
            s => new("eval.general", "--evaluation", "general=" + s.Write("a.log", Divergent(("Same top p: 91.912", "Same top p: " + Number(10 + 40 * s.Random.NextDouble())))))),
        new("a task that lost much of its score", "a capability was cut out with the experts", "MG405",
            s => new("eval.tasks", "--evaluation", "tasks=" + s.Write("a.json", Task(0.30 + 0.2 * s.Random.NextDouble())), "--evaluation", "tasks.reference=" + s.Write("r.json", Task(0.8)))),
        new("a log of NaN", "the model computes NaN, and llama-perplexity ends with 0", null,
            s => Beside(s, "nan", EvaluationFile.Log("nan", "nan"))),
        new("a log that was cut off", "the run was ended before it was done", null,
            s => Beside(s, "no final estimate", EvaluationFile.SampleText("general-broken.log").Split("Final")[0])),
        new("a log of a model that did not load", "the run failed, and its log was kept", null,
            s => Beside(s, "failed to load", "llama_model_load_from_file: failed to load model\n")),
        new("logs over two different texts", "the reference's log is of an older text", null,
            s => Beside(s, "not the same text", EvaluationFile.Log("6.3", "0.118").Replace("over 4 chunks", "over 64 chunks", StringComparison.Ordinal))),
        new("a log beside another reference", "the divergence was taken from a base of another model", null,
            s => Beside(s, "as the base of the candidate's log", EvaluationFile.SampleText("general-kld.log"), Number(7 + 5 * s.Random.NextDouble()))),
    ];

    private static Broken Beside(Scene scene, string place, string log, string reference = "6.2316") =>
        new(place, "--evaluation", "general=" + scene.Write("a.log", log), "--evaluation", "general.reference=" + scene.Write("r.log", EvaluationFile.Log(reference, "0.11842")));

    private static string Divergent((string Old, string New) change) =>
        EvaluationFile.SampleText("general-kld.log").Replace(change.Old, change.New, StringComparison.Ordinal);

    private static string Task(double score) => EvaluationFile.Result($"\"acc,none\": {Number(score)}, \"acc_stderr,none\": 0.01");

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
