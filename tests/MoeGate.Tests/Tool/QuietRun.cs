using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class QuietRun
{
    [Fact]
    public void SaysNothingOfWhatItDidNotLookInto()
    {
        string[] args = ["check", "--experts", Sample.Path("calibration.json"), "--candidate", Sample.Path("README.md")];
        var loud = Moegate.Run(args);
        var quiet = Moegate.Run([.. args, "--quiet"]);
        Assert.Equal($"moegate: {Sample.Path("README.md")}: this version does not look inside a candidate file; nothing of it is judged\n", loud.Error);
        Assert.Equal("", quiet.Error);
        Assert.Equal((loud.ExitCode, loud.Out), (quiet.ExitCode, quiet.Out));
    }

    [Fact]
    public void StillSaysWhyItFailed() => Refused.With(Moegate.Run("check", "-q", "--experts", "none.json"), Refused.AsEvidence, "none.json: no such file");
}
