using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class QuietRun
{
    [Fact]
    public void SaysNothingOfWhatItDidNotLookInto()
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        folder.Write("before.json", "{}");
        var path = folder.Write("moegate.json", """{ "evidence": { "experts": "stats.json" }, "baseline": { "file": "before.json" }, "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" }] }""");
        string[] args = ["check", path];
        var loud = Moegate.Run(args);
        var quiet = Moegate.Run([.. args, "--quiet"]);
        Assert.Equal("moegate: before.json: this version does not look inside a baseline file; nothing of it is judged\n", loud.Error);
        Assert.Equal("", quiet.Error);
        Assert.Equal((loud.ExitCode, loud.Out), (quiet.ExitCode, quiet.Out));
    }

    [Fact]
    public void StillSaysWhyItFailed() => Refused.With(Moegate.Run("check", "-q", "--experts", "none.json"), Refused.AsEvidence, "none.json: no such file");
}
