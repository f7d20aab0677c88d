using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

public class ByteOrderMark
{
    private const string Mark = "\uFEFF";

    [Fact]
    public void IsPassedOverInProfilePlanArchitectureAndConfiguration()
    {
        using var folder = new TestFolder();
        foreach (var name in (string[])["calibration.json", "plan-reap.json", "architecture.json"]) folder.Write(name, Mark + Sample.Text(name));
        var path = folder.Write("moegate.json", Mark + """
            {
              "extends": "moegate:pruning",
              "evidence": { "experts": "calibration.json", "plan": "plan-reap.json", "architecture": "architecture.json" }
            }
            """);
        var run = Moegate.Run("check", path);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void DoesNotMoveAPlaceOnALaterLine()
    {
        using var folder = new TestFolder();
        var marked = Marked.At("{\n  ¦\"extend\": []\n}");
        var path = folder.Write("moegate.json", Mark + marked.Text);
        Refused.With(Moegate.Run("config", path), Refused.AsUsage, marked.In(path) + "unknown key \"extend\"");
    }
}
