using System.Text.RegularExpressions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>The limits that <c>moegate init</c> makes of a model's own figures: the model passes them, and what is worse does not.</summary>
public class StarterLimits
{
    private static string Tiny(string path) => Repository.File(["samples", "tiny-moe", .. path.Split('/')]);

    private static string Weights(string path) => Repository.File(["samples", "weights", .. path.Split('/')]);

    private static string Releases(string path) => Repository.File("samples", "releases", path);

    private static string[] Logs(string model) => [.. new[] { "prose", "code", "arithmetic" }.SelectMany(t => new[] { "--evaluation", $"{t}={Tiny($"logs/{model}.{t}.log")}" })];

    /// <summary>Evidence of a candidate, and what of it becomes worse so that only the model's own limits see it.</summary>
    public static TheoryData<string, string[], string[], string> Regressions => new()
    {
        { "types", [Releases("model-q8_0.gguf"), "--reference", Weights("model.gguf")], ["--candidate", Releases("pruned-q4_0.gguf")], "OWN321" },
        { "bits", [Releases("model-q8_0.gguf"), "--reference", Weights("model.gguf")], ["--candidate", Releases("pruned-q4_0.gguf")], "OWN402" },
        { "size", [Releases("pruned-q4_0.gguf")], ["--candidate", Releases("model-q8_0.gguf")], "OWN401" },
        { "perplexity", Logs("q4_k_m"), Logs("q2_k"), "OWN501" },
        { "divergence", Logs("q4_k_m"), Logs("q3_k_m"), "OWN507" },
        { "choices", Logs("q4_k_m"), Logs("q3_k_m"), "OWN510" },
        { "a plan", [.. Cut, "--plan", Sample.Path("plan-reap.json")], ["--plan", Sample.Path("plan-one-domain.json")], "OWN202" },
        { "a score", [.. Cut, "--keep", "0.5"], ["--score", "frequency"], "OWN202" },
        { "a profile", ["--experts", Sample.Path("calibration.json")], ["--experts", Sample.Path("heldout-prose.json")], "OWN101" },
    };

    private static string[] Cut => ["--experts", Sample.Path("calibration.json"), "--held-out", Sample.Path("heldout-code.json"), "--held-out", Sample.Path("heldout-prose.json")];

    [Theory]
    [MemberData(nameof(Regressions))]
    public void AreViolatedByWhatIsWorse(string what, string[] evidence, string[] worse, string rule)
    {
        using var folder = new TestFolder();
        var path = folder["moegate.json"];
        var init = Moegate.Run(["init", .. evidence, "-o", path]);
        Assert.Equal((0, ""), (init.ExitCode, init.Error));
        var own = Moegate.Run("check", path);
        Assert.True(own.ExitCode == 0, what + own.Out + own.Error);
        var check = Moegate.Run(["check", path, .. worse]);
        Assert.True(check.ExitCode == 1, what + check.Out + check.Error);
        Assert.Contains($"FAIL      {rule} ", check.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL      MG", check.Out, StringComparison.Ordinal);
    }

    /// <summary>Everything that the trained sample has, the cut of another candidate beside it.</summary>
    public static TheoryData<string[]> Candidates => new(
        [Tiny("candidates/q4_k_m.gguf"), "--reference", Tiny("reference/tiny-moe-bf16.gguf"), .. Logs("q4_k_m"), "--imatrix", Tiny("imatrix/tiny-moe.imatrix.gguf")],
        [Tiny("candidates/code-50-q4_k_m.gguf"), "--reference", Tiny("reference/tiny-moe-bf16.gguf"), .. Logs("reap-75-q4_k_m"), "--plan", Tiny("plans/code-50.json"), "--experts", Tiny("stats/calibration.json"), "--held-out", Tiny("stats/heldout-code.json")],
        [Tiny("reference/tiny-moe-bf16.gguf"), "--activations", Tiny("activations")],
        [Releases("pruned-q4_0.gguf"), "--reference", Weights("model.gguf"), "--plan", Releases("plan.json")],
        [Weights("model.gguf"), "--activations", Weights("activations")]);

    [Theory]
    [MemberData(nameof(Candidates))]
    public void ArePassedByTheirModel(string[] evidence)
    {
        using var folder = new TestFolder();
        var path = folder["moegate.json"];
        Assert.Equal(0, Moegate.Run(["init", .. evidence, "-o", path]).ExitCode);
        var check = Moegate.Run("check", path);
        Assert.True(check.ExitCode == 0, check.Out + check.Error);
        Assert.Contains("OWN", check.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("FAIL", check.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void AreShortEnoughToBeRead()
    {
        using var folder = new TestFolder();
        string[] evidence = [Tiny("candidates/q4_k_m.gguf"), "--reference", Tiny("reference/tiny-moe-bf16.gguf"), .. Logs("q4_k_m"), "--experts", Tiny("stats/calibration.json"), "--held-out", Tiny("stats/heldout-code.json"), "--keep", "0.75"];
        Moegate.Run(["init", .. evidence, "-o", folder["moegate.json"]]);
        Assert.InRange(File.ReadAllLines(folder["moegate.json"]).Length, 30, 70);
    }

    [Fact]
    public void SayWhatWasMeasuredWhereItIsWorstAndHowMuchIsLeft()
    {
        var text = Moegate.Run("init", Releases("model-q8_0.gguf"), "--reference", Weights("model.gguf"), "-o", "-").Out;
        Assert.Matches("""\{ "id": "OWN321", "metric": "error.sqnr", "assert": "min >= \d\d\.\d\ddB",\n +"why": "Measured \d\d\.\d+ dB at blk\.0\.\w+, the worst of 7; the limit leaves 6% more error, which is 0\.51 dB\." \},""", text);
        Assert.Contains("// The candidate beside its reference. ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0%", 17.97)]
    [InlineData("20%", 14.37)]
    [InlineData("50%", 8.98)]
    public void LeaveTheMarginThatIsAskedFor(string margin, double limit)
    {
        var text = Moegate.Run("init", "--experts", Sample.Path("calibration.json"), "--keep", "0.5", "--margin", margin, "-o", "-").Out;
        var number = double.Parse(Regex.Match(text, @"mean >= ([\d.]+)pp").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(number, limit - 0.2, limit + 0.01);
    }

    /// <summary>The same file has the same size and the same types in every run.</summary>
    [Fact]
    public void LeaveExactFiguresTheirOwnMargin()
    {
        var text = Moegate.Run("init", Releases("model-q8_0.gguf"), "--reference", Weights("model.gguf"), "--margin", "20%", "-o", "-").Out;
        Assert.Contains("Bytes and types are exact, so", text, StringComparison.Ordinal);
        Assert.Contains("the limit leaves 1% of it.", text, StringComparison.Ordinal);
        Assert.Contains("the limit leaves no margin.", text, StringComparison.Ordinal);
        Assert.Contains("    // The candidate beside its reference.\n", text, StringComparison.Ordinal);
        Assert.Contains("20% more error", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("20")]
    [InlineData("x%")]
    [InlineData("-1%")]
    [InlineData("100%")]
    [InlineData("101%")]
    [InlineData("1e1%")]
    public void RefuseAMarginThatCannotBe(string margin) =>
        Refused.With(Moegate.Run("init", "--margin=" + margin, "-o", "-"), Refused.AsUsage, $"--margin {margin} is not a percentage from 0% to less than 100%; write for example 20%");

    [Fact]
    public void AreNotMadeOfWhatABuiltInRuleForbids()
    {
        using var folder = new TestFolder();
        var init = Moegate.Run("init", "--experts", Sample.Path("calibration.json"), "--plan", Sample.Path("plan-random.json"), "-o", folder["moegate.json"]);
        Assert.Equal(0, init.ExitCode);
        Assert.Contains("; it fails now, by MG201", init.Out, StringComparison.Ordinal);
        var text = File.ReadAllText(folder["moegate.json"]);
        Assert.Contains("// pruning.vs_random has no limit here: MG201 is violated now: ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"metric\": \"pruning.vs_random\"", text, StringComparison.Ordinal);
        Assert.Equal(1, Moegate.Run("check", folder["moegate.json"]).ExitCode);
    }

    /// <summary>Half as much loss again would be beyond what the built-in rule allows.</summary>
    [Fact]
    public void StopAtTheBuiltInOnes()
    {
        var logs = Logs("code-50");
        var text = Moegate.Run(["init", .. logs[..2], "-o", "-"]).Out;
        Assert.Matches(@"""eval\.kld\.mean"", ""assert"": ""max <= 0\.5"",\n.*the limit leaves what MG403 leaves, and no more\.", text);
    }

    [Fact]
    public void AreFirmOnlyWithoutASample()
    {
        var init = Moegate.Run("init", Weights("model.gguf"), "--sample", "4", "-o", "-");
        Assert.Equal(0, init.ExitCode);
        Assert.Contains("without data for MG301", init.Error, StringComparison.Ordinal);
        Assert.Contains("without --sample the limits are firm", init.Error, StringComparison.Ordinal);
    }

    /// <summary>A text without a reference has a limit on its perplexity, one with a reference on what it lost.</summary>
    [Fact]
    public void AreOfTheLossWhereItIsKnown()
    {
        using var folder = new TestFolder();
        string[] evidence = ["--evaluation", "whole=" + Repository.File("samples", "evaluations", "general-kld.log"), "--evaluation", "alone=" + Repository.File("samples", "evaluations", "general-parent.log")];
        Assert.Equal(0, Moegate.Run(["init", .. evidence, "-o", folder["moegate.json"]]).ExitCode);
        Assert.Contains("\"metric\": \"eval.perplexity\", \"select\": { \"subject\": \"eval.alone\" }", File.ReadAllText(folder["moegate.json"]), StringComparison.Ordinal);
        var check = Moegate.Run("check", folder["moegate.json"]);
        Assert.True(check.ExitCode == 0, check.Out + check.Error);
    }

    [Fact]
    public void AreNotMadeOfARunThatFailed()
    {
        using var folder = new TestFolder();
        var init = Moegate.Run("init", "--evaluation", "general=" + Repository.File("samples", "evaluations", "general-failed.log"), "-o", folder["moegate.json"]);
        Assert.Equal(0, init.ExitCode);
        Assert.Contains("it cannot be decided now, without data for MG401", init.Out, StringComparison.Ordinal);
        Assert.Contains("// eval.perplexity has no limit here: eval.general has no figure: ", File.ReadAllText(folder["moegate.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void ArePrintedWhereNoFileIsWanted()
    {
        var init = Moegate.Run("init", "--experts", Sample.Path("calibration.json"), "-o", "-", "--quiet");
        Assert.Equal((0, ""), (init.ExitCode, init.Error));
        Assert.StartsWith("{\n", init.Out, StringComparison.Ordinal);
        Assert.EndsWith("\n}\n", init.Out, StringComparison.Ordinal);
        Assert.False(File.Exists("-"));
    }
}
