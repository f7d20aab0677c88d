using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class QuietRun
{
    [Fact]
    public void SaysNothingOfABaselineThatMayBeMissing()
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        var path = folder.Write("moegate.json", """{ "evidence": { "experts": "stats.json" }, "baseline": { "file": "before.json", "whenMissing": "warning" }, "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" }] }""");
        string[] args = ["check", path];
        var loud = Moegate.Run(args);
        var quiet = Moegate.Run([.. args, "--quiet"]);
        Assert.Equal($"moegate: note: {folder["before.json"]}: no such baseline, so nothing is compared with it; moegate baseline save writes it\n", loud.Error);
        Assert.Equal("", quiet.Error);
        Assert.Equal((loud.ExitCode, loud.Out), (quiet.ExitCode, quiet.Out));
    }

    [Fact]
    public void StillSaysWhyItFailed() => Refused.With(Moegate.Run("check", "-q", "--experts", "none.json"), Refused.AsEvidence, "none.json: no such file");
}
