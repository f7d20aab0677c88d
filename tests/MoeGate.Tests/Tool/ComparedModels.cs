using MoeGate.Blocks;
using MoeGate.Tests.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>moegate compare: what it says, where to, and with which exit code.</summary>
public class ComparedModels
{
    [Fact]
    public void NameTheWorstExpertFirst()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run(["compare", .. RichPair.Write(folder)]);
        Assert.Contains("Worst expert", run.Out, StringComparison.Ordinal);
        var experts = run.Out.Split('\n').SkipWhile(l => !l.StartsWith("── Experts", StringComparison.Ordinal)).ToList();
        Assert.All(RichPair.Damaged.Zip(experts.Skip(2)), e => Assert.StartsWith("  " + e.First, e.Second, StringComparison.Ordinal));
    }

    [Fact]
    public void NameTheOneRowThatIsDamaged()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var damaged = model.With(m => m["blk.1.ffn_up_exps.weight"].Row(Release.Inner + 44).Clear());
        var run = Moegate.Run("compare", folder.Write("r.gguf", model.Gguf("bf16")), folder.Write("c.gguf", damaged.Gguf("q4_K")));
        Assert.Matches(@"\n  Worst row +blk\.1\.ffn_up_exps\[1\] row 44: relative error (0\.9|1\.0)\d+, 1\d\.\d times that of its matrix\n", run.Out);
    }

    [Fact]
    public void HaveTheFiguresThatMeasureWrites()
    {
        using var folder = new TestFolder();
        var files = RichPair.Write(folder);
        var measured = Measured.By("--reference", files[0], "--candidate", files[1], "--all");
        var report = Moegate.Run(["compare", .. files, "--all"]).Out;
        var tensors = report[report.IndexOf("── Tensors", StringComparison.Ordinal)..report.IndexOf("── Experts", StringComparison.Ordinal)].Split('\n').Skip(2)
            .Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Where(c => c.Length > 4 && measured.Has("error.sqnr", c[0])).ToList();
        Assert.True(tensors.Count > 10, report);
        foreach (var cells in tensors.Where(c => c[3] != "exact"))
        {
            Assert.Equal(measured.Value("error.sqnr", cells[0]).ToString("F1", System.Globalization.CultureInfo.InvariantCulture), cells[3]);
            if (cells[4] != "–") Assert.Equal(measured.Value("error.sqnr_deficit", cells[0]), double.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture), 0.051);
        }
    }

    [Theory]
    [InlineData("compare", "FILE", "OTHER")]
    [InlineData("check", "--candidate", "FILE", "--reference", "OTHER")]
    [InlineData("measure", "--candidate", "FILE", "--reference", "OTHER")]
    public void ThatAreOneFileAreRefused(params string[] args)
    {
        using var folder = new TestFolder();
        var file = folder.Write("m.gguf", new GgufBuilder().Tensor("output.weight", [2, 1], 1, 2).Build());
        var other = Path.Combine(folder.Path, ".", "m.gguf");
        var run = Moegate.Run([.. args.Select(a => a switch { "FILE" => file, "OTHER" => other, _ => a })]);
        Assert.Equal((3, ""), (run.ExitCode, run.Out));
        Assert.Contains("m.gguf: is both the candidate and the reference", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ThatAreTheSameAreExact()
    {
        using var folder = new TestFolder();
        var file = Release.Draw().Gguf("q8_0");
        var run = Moegate.Run("compare", folder.Write("r.gguf", file), folder.Write("c.gguf", file));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("every weight that was compared equals the reference's", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("Worst", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", run.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing: every tensor was compared", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfOneExactTypeSayWhichIt()
    {
        using var folder = new TestFolder();
        var model = Release.Draw();
        var run = Moegate.Run(
            "compare", folder.Write("r.gguf", model.Gguf("bf16")), folder.Write("c.gguf", model.Gguf(n => WeightTypes.Find(n.Contains("attn", StringComparison.Ordinal) ? "bf16" : "q8_0")!)));
        var types = run.Out.Split('\n').SkipWhile(l => !l.StartsWith("── By type", StringComparison.Ordinal)).ToList();
        Assert.Matches("^  bf16 .* exact ", types.First(l => l.StartsWith("  bf16", StringComparison.Ordinal)));
        Assert.Matches("^  q8_0 .* 45", types.First(l => l.StartsWith("  q8_0", StringComparison.Ordinal)));
    }

    [Fact]
    public void AreAskedAboutWhereTheyLookSwapped()
    {
        using var folder = new TestFolder();
        var files = RichPair.Write(folder);
        var run = Moegate.Run("compare", files[1], files[0]);
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^moegate: note: the candidate has 16\.\d bits per weight, the reference \d\.\d: perhaps swapped\? The reference comes first\n$", run.Error);
        Assert.Equal("", Moegate.Run("compare", files[1], files[0], "--quiet").Error);
    }

    [Fact]
    public void ThatHaveNothingInCommonAreNotComparable()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run(
            "compare", folder.Write("r.gguf", new GgufBuilder().Tensor("a.weight", [32, 2], new float[64]).Build()), folder.Write("c.gguf", new GgufBuilder().Tensor("b.weight", [32, 2], new float[64]).Build()));
        Assert.Equal(3, run.ExitCode);
        Assert.Matches("^moegate: nothing of .*c.gguf could be compared with .*r.gguf\n$", run.Error);
        Assert.Contains("the reference has no tensor of this name", run.Out, StringComparison.Ordinal);
        Assert.Matches("Only in the reference +a", run.Out);
    }

    [Fact]
    public void ThatAreNotThereAreRefused()
    {
        using var folder = new TestFolder();
        var file = folder.Write("m.gguf", new GgufBuilder().Tensor("a.weight", [32, 2], new float[64]).Build());
        Refused.With(Moegate.Run("compare", "none.gguf", file), Refused.AsEvidence, "none.gguf: no such file");
        Refused.With(Moegate.Run("compare", file, "none.gguf"), Refused.AsEvidence, "none.gguf: no such file");
        Refused.With(Moegate.Run("compare", folder.Write("r.gguf", File.ReadAllBytes(file)), file, "--select", "role=none"), Refused.AsEvidence, file + ": no tensor has role");
        Assert.Equal(2, Moegate.Run("compare", file).ExitCode);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void ThatAreTruncatedAreRefused(int which)
    {
        using var folder = new TestFolder();
        var files = RichPair.Write(folder);
        System.IO.File.WriteAllBytes(files[which], System.IO.File.ReadAllBytes(files[which])[..^1000]);
        var run = Moegate.Run(["compare", .. files]);
        Refused.With(run, Refused.AsEvidence, files[which] + ": offset ");
        Assert.Contains("truncated", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void OfASampleOfRowsSaySo()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run(["compare", .. RichPair.Write(folder), "--sample", "16", "--threads", "1", "--no-progress"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches("Sampled +16 rows of each tensor.* estimates", run.Out.Replace("\n", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void OfAPlanSayWhetherItWasKept()
    {
        using var folder = new TestFolder();
        var files = RichPair.Write(folder);
        var good = Moegate.Run(["compare", .. files, "--plan", folder.Write("good.json", """{ "0": [0, 2, 4, 5], "1": [1, 3, 4, 5] }""")]);
        Assert.Matches("Plan +2 of 2 layers hold the experts that it keeps", good.Out);
        var bad = Moegate.Run(["compare", .. files, "--plan", folder.Write("bad.json", """{ "0": [0, 2, 4, 5], "1": [0, 1, 2, 3] }""")]);
        Assert.Matches("Not as planned +blk.1: the plan keeps 0-3\n", bad.Out);
        Assert.Matches("Plan +1 of 2 layers hold", bad.Out);
    }
}
