using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>Parts that are not all the parts of one measurement: one line, exit code 3, and nothing written.</summary>
public class PartsThatDoNotFit
{
    private static readonly string[] evidence = ["--candidate", Repository.File("samples", "releases", "pruned-q4_0.gguf"), "--reference", Repository.File("samples", "weights", "model.gguf")];

    [Fact]
    public void LackOne()
    {
        using var folder = new TestFolder();
        var parts = Parts.Measure(folder, 3, evidence);
        IsRefused(folder, [parts[0], parts[2]], "of 3 shards one is missing: 2; measure what is missing, and give the parts of all shards");
    }

    [Fact]
    public void LackMany()
    {
        using var folder = new TestFolder();
        IsRefused(folder, [Parts.Measure(folder, 12, 14, evidence)], "of 14 shards 13 are missing: 1, 2, 3, 4, 5, 6, 7, 8 and 5 more");
    }

    [Fact]
    public void HoldOneTwice()
    {
        using var folder = new TestFolder();
        var parts = Parts.Measure(folder, 2, evidence);
        var copy = folder.Write("copy.json", File.ReadAllText(parts[1]));
        IsRefused(folder, [.. parts, copy], $"{copy}: is shard 2 of 2, and so is {parts[1]}; give each shard once");
        IsRefused(folder, [parts[0], parts[0]], $"{parts[0]}: is shard 1 of 2, and so is {parts[0]}");
    }

    [Fact]
    public void AreOfDifferentNumbers()
    {
        using var folder = new TestFolder();
        string first = Parts.Measure(folder, 1, 2, evidence), other = Parts.Measure(folder, 2, 3, evidence);
        IsRefused(folder, [first, other], $"{other}: is shard 2 of 3, not one of 2 as {first}; measure all shards with the same evidence");
    }

    [Theory]
    [InlineData("sample", "--sample", "4")]
    [InlineData("select", "--select", "layer=0")]
    public void AreOfDifferentSelections(string named, params string[] options)
    {
        using var folder = new TestFolder();
        string first = Parts.Measure(folder, 1, 2, evidence), other = Parts.Measure(folder, 2, 2, [.. evidence, .. options]);
        IsRefused(folder, [first, other], $"{other}: was measured on other evidence ({named}");
    }

    [Fact]
    public void AreOfDifferentFiles()
    {
        using var folder = new TestFolder();
        var first = Parts.Measure(folder, 1, 2, evidence);
        var other = Parts.Measure(folder, 2, 2, ["--candidate", Repository.File("samples", "releases", "model-q8_0.gguf"), .. evidence[2..]]);
        IsRefused(folder, [first, other], $"{other}: was measured on other evidence (candidate ");
    }

    [Fact]
    public void AreOfDifferentPlans()
    {
        using var folder = new TestFolder();
        string first = Parts.Measure(folder, 1, 2, evidence), other = Parts.Measure(folder, 2, 2, [.. evidence, "--all"]);
        IsRefused(folder, [first, other], $"{other}: was measured by another plan than {first}; measure all shards with the same evidence, configuration and options");
    }

    /// <summary>Two files of one name and one size whose tensors lie in another order.</summary>
    [Fact]
    public void AreOfDifferentHeaders()
    {
        using var folder = new TestFolder();
        float[] one = [.. Enumerable.Range(0, 64)], two = [.. Enumerable.Range(5, 64)];
        var path = folder.Write("m.gguf", new GgufBuilder().Tensor("blk.0.ffn_up.weight", [8, 8], one).Tensor("blk.1.ffn_up.weight", [8, 8], two).Build());
        var first = Parts.Measure(folder, 1, 2, "--candidate", path);
        folder.Write("m.gguf", new GgufBuilder().Tensor("blk.1.ffn_up.weight", [8, 8], two).Tensor("blk.0.ffn_up.weight", [8, 8], one).Build());
        var other = Parts.Measure(folder, 2, 2, "--candidate", path);
        IsRefused(folder, [first, other], $"{other}: was measured by another plan than {first}");
    }

    [Fact]
    public void AreOfAnotherVersion()
    {
        using var folder = new TestFolder();
        var parts = Parts.Measure(folder, 2, evidence);
        Change(parts[1], $"\"version\":\"{Gate.Version}\"", "\"version\":\"0.0.1\"");
        IsRefused(folder, parts, $"{parts[1]}: was written by moegate 0.0.1, and this is {Gate.Version}; measure and merge with one version");
    }

    [Fact]
    public void IncludeTheWhole()
    {
        using var folder = new TestFolder();
        var part = Parts.Measure(folder, 1, 2, evidence);
        var whole = folder.Write("whole.json", Parts.InOnePiece(evidence));
        IsRefused(folder, [part, whole], $"{whole}: holds the whole and is no shard; leave it out, or merge it with nothing");
        IsRefused(folder, [whole, part], $"{whole}: holds the whole and is no shard");
        Assert.Equal(File.ReadAllText(whole), Parts.Merge(whole));
    }

    [Fact]
    public void HoldWhatAnotherHolds()
    {
        using var folder = new TestFolder();
        var parts = Parts.Measure(folder, 2, evidence);
        var line = File.ReadLines(parts[0]).First(l => l.Contains("\"subject\":\"blk.0.", StringComparison.Ordinal)).TrimEnd(',');
        Change(parts[1], "\"measurements\": [\n", "\"measurements\": [\n" + line + ",\n");
        IsRefused(folder, parts, "two shards have measured error.bias of blk.0.");
    }

    [Fact]
    public void LackALine()
    {
        using var folder = new TestFolder();
        var parts = Parts.Measure(folder, 2, "--experts", Sample.Path("calibration.json"));
        var line = File.ReadLines(parts[0]).First(l => l.Contains("\"profile.dead\",\"subject\":\"blk.2\"", StringComparison.Ordinal));
        Change(parts[0], line + "\n", "");
        IsRefused(folder, parts, $"{parts[0]}: merged, profile.dead is there for ");
    }

    [Theory]
    [InlineData("{\"index\":0,\"of\":2,", "there is no such shard")]
    [InlineData("{\"index\":3,\"of\":2,", "there is no such shard")]
    [InlineData("{\"index\":1.5,\"of\":2,", "there is no such shard")]
    [InlineData("{\"index\":1e300,\"of\":1e300,", "there is no such shard")]
    [InlineData("{\"index\":1,\"of\":-2147483648,", "there is no such shard")]
    [InlineData("{\"index\":\"1\",\"of\":2,", "expected a number, found the string \"1\"")]
    [InlineData("{\"of\":2,", "shard lacks \"index\"; add it")]
    public void AreMalformed(string shard, string fault)
    {
        using var folder = new TestFolder();
        var part = Parts.Measure(folder, 1, 2, evidence);
        Change(part, "{\"index\":1,\"of\":2,", shard);
        IsRefused(folder, [part], part, fault);
        Refused.With(Moegate.Run("check", "--metrics", part), Refused.AsEvidence, part);
    }

    [Fact]
    public void AreOfNoPlan()
    {
        using var folder = new TestFolder();
        var part = Parts.Measure(folder, 1, 1, evidence);
        Change(part, "\"plan\":\"", "\"plan\":\"x");
        IsRefused(folder, [part], part, "is not the SHA-256 of a plan; give the document as moegate wrote it");
    }

    [Fact]
    public void AreSomethingElse()
    {
        using var folder = new TestFolder();
        IsRefused(folder, [Sample.Path("calibration.json")], Sample.Path("calibration.json"), "is not a results document: it has no \"schema\"");
        IsRefused(folder, [folder["none.json"]], folder["none.json"] + ": no such file");
        IsRefused(folder, [folder.Write("cut.json", File.ReadAllText(Parts.Measure(folder, 1, 2, evidence))[..^40])], folder["cut.json"]);
    }

    [Fact]
    public void AreNeverJudged()
    {
        using var folder = new TestFolder();
        var part = Parts.Measure(folder, 2, 2, evidence);
        foreach (var args in (string[][])[["check", "--metrics", part], ["report", part]])
        {
            var run = Moegate.Run(args);
            Refused.With(run, Refused.AsEvidence, part);
            Assert.EndsWith(": is shard 2 of 2 and not the whole; put all of them together with moegate merge first\n", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AreOfAUrl() =>
        Refused.With(Moegate.Run("merge", "https://example.org/part.json"), Refused.AsUsage, "https://example.org/part.json: URLs cannot be read by this version");

    private static void IsRefused(TestFolder folder, string[] parts, string start, string fault = "")
    {
        var run = Moegate.Run(["merge", .. parts, "-o", folder["all.json"]]);
        Refused.With(run, Refused.AsEvidence, start);
        Assert.Contains(fault, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder["all.json"]));
    }

    private static void Change(string path, string from, string to)
    {
        var text = File.ReadAllText(path);
        Assert.Contains(from, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(from, to, StringComparison.Ordinal));
    }
}
