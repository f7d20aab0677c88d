using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class HeldOutText
{
    private static readonly string other = SmallProfile.Text.Replace("[9, 6, 4, 1]", "[9, 5, 5, 1]", StringComparison.Ordinal);

    [Fact]
    public void CannotBeTheCalibrationItself()
    {
        using var folder = new TestFolder();
        var (calibration, copy) = (folder.Write("stats.json", SmallProfile.Text), folder.Write("copy.json", SmallProfile.Text));
        Refused.With(Moegate.Run("check", "--experts", calibration, "--held-out", copy), Refused.AsEvidence, $"{copy}: has the same counts as {calibration}");
    }

    [Fact]
    public void CannotBeAShardOfTheCalibration() =>
        Refused.With(Moegate.Run(["check", .. Sample.Shards.SelectMany(s => new[] { "--experts", s }), "--held-out", Sample.Shards[2]]), Refused.AsEvidence, $"{Sample.Shards[2]}: has the same counts as {Sample.Shards[2]}");

    [Fact]
    public void CannotBeGivenTwice()
    {
        using var folder = new TestFolder();
        var (calibration, text) = (folder.Write("stats.json", SmallProfile.Text), folder.Write("other.json", other));
        Refused.With(Moegate.Run("check", "--experts", calibration, "--held-out", text, "--held-out", text), Refused.AsEvidence, $"{text}: has the same counts as {text}");
    }

    [Fact]
    public void IsNamedByItsFoldersWhereFilesShareAName()
    {
        using var folder = new TestFolder();
        var third = SmallProfile.Text.Replace("[9, 6, 4, 1]", "[8, 6, 5, 1]", StringComparison.Ordinal);
        string[] heldOut = ["--held-out", folder.Write("prose/x.json", other), "--held-out", folder.Write("code/x.json", third)];
        var run = Moegate.Run(["measure", "--experts", folder.Write("stats.json", SmallProfile.Text), .. heldOut, "--keep", "2", "--report", "json"]);
        Assert.Contains("{\"index\":\"prose/x.json\"", run.Out, StringComparison.Ordinal);
        Assert.Contains("{\"index\":\"code/x.json\"", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "held-out profile other has no layer 2")]
    [InlineData(2, "held-out profile other has 3 experts in layer 2, the calibration 4")]
    public void ThatLacksALayerIsMissingThere(int layers, string reason)
    {
        using var folder = new TestFolder();
        string[] parts = [SmallProfile.Layer(1, 10, [9, 5, 5, 1], [1, 2, 3, 4]), SmallProfile.Layer(2, 10, [9, 9, 2], [1, 2, 3])];
        var run = Moegate.Run("check", "--experts", folder.Write("stats.json", SmallProfile.Text), "--held-out", folder.Write("other.json", SmallProfile.Of(parts[..layers])), "--keep", "2");
        Assert.Contains(reason, run.Out, StringComparison.Ordinal);
        Assert.Contains("NO DATA   MG202", run.Out, StringComparison.Ordinal);
    }
}
