using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary><c>--evaluation</c> and <c>evidence.evaluations</c>.</summary>
public sealed class NamedEvaluation : IDisposable
{
    private readonly TestFolder folder = new();

    private static string Parent => EvaluationFile.Sample("general-parent.log");

    private static string Broken => EvaluationFile.Sample("general-broken.log");

    [Fact]
    public void TakesItsNameFromTheFileWhereItHasNone()
    {
        var measured = Measured.By("--evaluation", folder.Write("a b=c.d.log", EvaluationFile.SampleText("general-parent.log")));
        Assert.Equal("eval.a_b_c_d", Assert.Single(measured.Subjects));
    }

    [Fact]
    public void MayHaveAReferenceInEitherOrder()
    {
        var measured = Measured.By("--evaluation", "x-1.reference=" + Parent, "--evaluation", "x-1=" + Broken);
        Assert.Equal(20.6874 / 6.2316, measured.Value("eval.perplexity_ratio", "eval.x-1"), 12);
    }

    [Fact]
    public void IsListedAmongTheEvidence()
    {
        var document = Measured.By("--evaluation", "general=" + Broken, "--evaluation", "general.reference=" + Parent, "--evaluation", "tasks=" + EvaluationFile.Sample("tasks.json")).Document;
        Assert.Equal(
            ["general general-broken.log a log of llama-perplexity, 8 chunks of 512 tokens", "general.reference general-parent.log a log of llama-perplexity, 8 chunks of 512 tokens", "tasks tasks.json a result of lm-evaluation-harness"],
            document["evidence"]!.AsArray().Select(e => $"{e!["value"]} {e["path"]} {e["format"]}"));
        Assert.All(document["evidence"]!.AsArray(), e => Assert.Equal("evaluations", (string?)e!["role"]));
        Assert.Equal(new FileInfo(Broken).Length, (long)document["evidence"]![0]!["bytes"]!);
    }

    [Theory]
    [InlineData("a.reference=x.log", "evaluation a has a reference and no candidate; add --evaluation a=PATH")]
    [InlineData("a=", "--evaluation a=: no path; write NAME=PATH, NAME.reference=PATH or PATH")]
    [InlineData("", "--evaluation : no path")]
    [InlineData("a=https://example.org/a.log", "https://example.org/a.log: URLs cannot be read by this version")]
    public void IsRefusedAsUsage(string value, string fault) =>
        Refused.With(Moegate.Run("check", "--evaluation", value), Refused.AsUsage, fault);

    [Theory]
    [InlineData("a=x.log", "a=y.log", "--evaluation a=y.log: a has a file already; give each evaluation a name of its own: NAME=PATH")]
    [InlineData("run/x.log", "other/x.json", "--evaluation other/x.json: x has a file already")]
    [InlineData("a.reference=x.log", "a.reference=y.log", "--evaluation a.reference=y.log: a has a reference already")]
    public void IsRefusedWhereItIsNamedTwice(string one, string two, string fault) =>
        Refused.With(Moegate.Run("check", "--evaluation", one, "--evaluation", two), Refused.AsUsage, fault);

    [Fact]
    public void IsRefusedWhereAFileIsNotThere()
    {
        Refused.With(Moegate.Run("check", "--evaluation", "a=" + folder["none.log"]), Refused.AsEvidence, folder["none.log"] + ": no such file");
        Refused.With(Moegate.Run("check", "--evaluation", "a=" + Parent, "--evaluation", "a.reference=" + folder.Path), Refused.AsEvidence, folder.Path + ": is a folder");
    }

    [Fact]
    public void IsRefusedWhereItIsItsOwnReference() =>
        Refused.With(Moegate.Run("check", "--evaluation", "a=" + Parent, "--evaluation", "a.reference=" + Parent), Refused.AsEvidence, Parent + ": is both the candidate's file and the reference's of evaluation a");

    [Fact]
    public void IsRefusedInAConfigurationByItsName()
    {
        var marked = Marked.At("{ \"evidence\": { \"evaluations\": {\n  ¦\"a.b\": \"x.log\" } } }");
        var path = folder.Write("moegate.json", marked.Text);
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, marked.In(path) + "an evaluation cannot be called \"a.b\"; letters, digits, _ and -, at most 100");
    }

    [Fact]
    public void OnTheCommandLineReplacesOnlyWhatItNames()
    {
        folder.Write("parent.log", EvaluationFile.Log("6.0000", "0.10000"));
        folder.Write("one.log", EvaluationFile.Log("6.6000", "0.10000"));
        var other = folder.Write("two.log", EvaluationFile.Log("9.0000", "0.10000"));
        var configuration = folder.Write("moegate.json", """
            { "evidence": { "evaluations": { "a": { "candidate": "one.log", "reference": "parent.log" }, "b": "one.log" } },
              "rules": [{ "id": "T1", "metric": "eval.perplexity_ratio", "assert": "max <= 2" }, { "id": "T2", "metric": "eval.perplexity", "assert": "max <= 10" }] }
            """);
        Assert.Equal([("eval.a", 1.1)], Ratios("check", configuration));
        Assert.Equal([("eval.a", 1.5)], Ratios("check", configuration, "--evaluation", "a=" + other));
        Assert.Equal([("eval.a", 1.1), ("eval.b", 0.7333)], Ratios("check", configuration, "--evaluation", "b.reference=" + other));
    }

    [Fact]
    public void MayBeSelected()
    {
        var measured = Measured.By("--evaluation", "a=" + Parent, "--evaluation", "b=" + Broken, "--select", "subject=eval.b*");
        Assert.Equal("eval.b", Assert.Single(measured.Subjects));
    }

    [Fact]
    public void IsWrittenByInit()
    {
        var run = Moegate.Run("init", "--evaluation", "general=" + Broken, "--evaluation", "general.reference=" + Parent, "--evaluation", "other=" + Parent, "-o", folder["moegate.json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\"evaluations\": { \"general\": { \"candidate\": ", File.ReadAllText(folder["moegate.json"]), StringComparison.Ordinal);
        var check = Moegate.Run("check", folder["moegate.json"]);
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("MG401", check.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void HasItsErrorBesideEachFigure()
    {
        Assert.Contains("6.2316 ± 0.11842", Moegate.Run("measure", "--evaluation", "a=" + Parent).Out, StringComparison.Ordinal);
        var measurement = Measured.By("--evaluation", "a=" + Parent).Document["measurements"]!.AsArray().Single(m => (string?)m!["metric"] == "eval.perplexity")!;
        Assert.Equal(0.11842, (double)measurement["stderr"]!);
    }

    public void Dispose() => folder.Dispose();

    private static List<(string, double)> Ratios(params string[] args)
    {
        var measurements = JsonNode.Parse(Moegate.Run([.. args, "--report", "json"]).Out)!["measurements"]!.AsArray();
        return [.. measurements.Where(m => (string?)m!["metric"] == "eval.perplexity_ratio" && m["value"] is not null).Select(m => ((string)m!["subject"]!, Math.Round((double)m["value"]!, 4)))];
    }
}
