using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class QuietRun
{
    [Fact]
    public void SaysNothingOfWhatItDidNotLookInto()
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        folder.Write("parent.gguf", "GGUF");
        var path = folder.Write("moegate.json", """{ "evidence": { "experts": "stats.json", "reference": "parent.gguf" }, "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" }] }""");
        string[] args = ["check", path];
        var loud = Moegate.Run(args);
        var quiet = Moegate.Run([.. args, "--quiet"]);
        Assert.Equal("moegate: parent.gguf: this version does not look inside a reference file; nothing of it is judged\n", loud.Error);
        Assert.Equal("", quiet.Error);
        Assert.Equal((loud.ExitCode, loud.Out), (quiet.ExitCode, quiet.Out));
    }

    [Fact]
    public void StillSaysWhyItFailed() => Refused.With(Moegate.Run("check", "-q", "--experts", "none.json"), Refused.AsEvidence, "none.json: no such file");
}
