using System.Text.RegularExpressions;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>What <c>moegate init</c> writes.</summary>
public class StarterGate
{
    public static TheoryData<string[]> Evidence => new(
        ["--experts", Sample.Path("calibration.json"), "--keep", "0.5"],
        ["--experts", Sample.Path("calibration.json"), "--keep", "16", "--score", "ean_mean"],
        ["--experts", Sample.Path("calibration.json"), "--keep", "0.5", "--score", "frequency", "--held-out", Sample.Path("heldout-code.json")],
        ["--experts", Sample.Path("calibration.json"), "--held-out", Sample.Path("heldout-prose.json"),
            "--held-out", Sample.Path("heldout-code.json"), "--plan", Sample.Path("plan-reap.json"), "--architecture", Sample.Path("architecture.json")],
        [.. Sample.ShardOptions, "--keep", "0.5"],
        ["--experts", Sample.Path("calibration.json")]);

    [Theory]
    [MemberData(nameof(Evidence))]
    public void PassesOnItsOwnEvidence(string[] evidence)
    {
        using var folder = new TestFolder();
        var path = folder["gates/moegate.json"];
        var init = Moegate.Run(["init", .. evidence, "-o", path]);
        Assert.Equal((0, ""), (init.ExitCode, init.Error));
        Assert.StartsWith($"wrote {path} and {folder["gates/moegate.schema.json"]}\n", init.Out, StringComparison.Ordinal);
        Assert.Matches($@"\n\d+ limits? comes? from this model's own figures; with the built-in rules it passes now.*: moegate check {Regex.Escape(path)}\n$", init.Out);
        var check = Moegate.Run("check", path);
        Assert.True(check.ExitCode == 0, check.Out + check.Error);
    }

    [Theory]
    [InlineData("reap")]
    [InlineData("ean_mean")]
    public void MeasuresWhatItWasWrittenFor(string score)
    {
        using var folder = new TestFolder();
        string[] evidence = ["--experts", Sample.Path("calibration.json"), "--keep", "0.5", "--score", score, "--seed", "5"];
        Assert.Equal(0, Moegate.Run(["init", .. evidence, "-o", folder["moegate.json"]]).ExitCode);
        var written = ConfigurationFile.Read(folder["moegate.json"]).Evidence;
        Assert.Equal((score, 5UL), (MoeGate.Evidence.Scores.Name(written.Score ?? MoeGate.Evidence.Score.Reap), written.Parameters.Seed));
    }

    [Fact]
    public void HoldsLimitsFromTheModelsOwnFigures()
    {
        using var folder = new TestFolder();
        Moegate.Run("init", "--experts", Sample.Path("calibration.json"), "--keep", "0.5", "-o", folder["moegate.json"]);
        Assert.Contains("\"id\": \"OWN201\", \"metric\": \"pruning.vs_random\", \"assert\": \"mean >= 14.3pp\"", File.ReadAllText(folder["moegate.json"]), StringComparison.Ordinal);
        Assert.Equal(1, Moegate.Run("check", folder["moegate.json"], "--plan", Sample.Path("plan-random.json")).ExitCode);
    }

    [Fact]
    public void WithoutEvidenceIsAValidFormToFillIn()
    {
        using var folder = new TestFolder();
        var init = Moegate.Run("init", "-o", folder["moegate.json"]);
        Assert.Equal(0, init.ExitCode);
        Assert.Contains("\na form: name the evidence in it", init.Out, StringComparison.Ordinal);
        Assert.Equal(0, Moegate.Run("config", folder["moegate.json"]).ExitCode);
        Assert.Equal(3, Moegate.Run("check", folder["moegate.json"]).ExitCode);
    }

    [Fact]
    public void NamesTheCandidate()
    {
        using var folder = new TestFolder();
        folder.Write("out/model.gguf", new GgufBuilder().Build());
        Assert.Equal(0, Moegate.Run("init", folder["out/model.gguf"], "-o", folder["gates/moegate.json"]).ExitCode);
        Assert.Contains("\"candidate\": \"../out/model.gguf\"", File.ReadAllText(folder["gates/moegate.json"]), StringComparison.Ordinal);
    }

    /// <summary>The rules on weights are in force, and everything that was named is.</summary>
    [Fact]
    public void JudgesTheCandidatesWeights()
    {
        using var folder = new TestFolder();
        var path = folder["moegate.json"];
        var activations = Repository.File("samples", "weights", "activations");
        Assert.Equal(0, Moegate.Run("init", Repository.File("samples", "weights", "model.gguf"), "--activations", activations, "-o", path).ExitCode);
        var text = File.ReadAllText(path);
        Assert.Contains("\"extends\": \"moegate:release\",", text, StringComparison.Ordinal);
        Assert.Contains("samples/weights/activations\"", text, StringComparison.Ordinal);
        Assert.Contains("// \"imatrix\"", text, StringComparison.Ordinal);
        Assert.Equal(activations, Path.GetFullPath(ConfigurationFile.Read(path).Evidence.Activations!.Path));

        var pass = Moegate.Run("check", path);
        Assert.True(pass.ExitCode == 0, pass.Out + pass.Error);
        Assert.Contains("PASS: 26 passed", pass.Out, StringComparison.Ordinal);
        var fail = Moegate.Run("check", path, "--candidate", Repository.File("samples", "weights", "model-broken.gguf"));
        Assert.True(fail.ExitCode == 1, fail.Out + fail.Error);
        Assert.Contains("MG301", fail.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void ReplacesNothingUnlessForced()
    {
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", "mine");
        Refused.With(Moegate.Run("init", "-o", path), Refused.AsUsage, path + " is already there; give another -o FILE, or --force to replace it");
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.False(File.Exists(folder["moegate.schema.json"]));
        Assert.Equal(0, Moegate.Run("init", "-o", path, "--force").ExitCode);
        Assert.NotEqual("mine", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("{ \"title\": \"moegate.json, of an older version\" }", true)]
    [InlineData("{ \"title\": \"another\" }", false)]
    [InlineData("mine", false)]
    [InlineData("", false)]
    public void ReplacesASchemaOnlyWhereItIsItsOwn(string schema, bool isReplaced)
    {
        using var folder = new TestFolder();
        var path = folder.Write("moegate.schema.json", schema);
        var run = Moegate.Run("init", "-o", folder["moegate.json"]);
        if (isReplaced) Assert.Equal(0, run.ExitCode);
        else Refused.With(run, Refused.AsUsage, path + " is already there, and is no schema of moegate; give -o FILE in another folder, or --force to replace it");
        Assert.Equal(isReplaced, File.ReadAllText(path) != schema);
    }

    [Fact]
    public void NamesAFileWithABackslashInItsName()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "it parts folders there");
        using var folder = new TestFolder();
        File.Copy(Sample.Path("calibration.json"), folder["a\\b.json"]);
        Assert.Equal(0, Moegate.Run("init", "--experts", folder["a\\b.json"], "-o", folder["moegate.json"]).ExitCode);
        Assert.Equal(0, Moegate.Run("check", folder["moegate.json"]).ExitCode);
    }

    [Fact]
    public void IsNotWrittenWhereTheEvidenceCannotBeRead()
    {
        using var folder = new TestFolder();
        Refused.With(Moegate.Run("init", "--experts", folder["none.json"], "-o", folder["moegate.json"]), Refused.AsEvidence, folder["none.json"] + ": no such file");
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
