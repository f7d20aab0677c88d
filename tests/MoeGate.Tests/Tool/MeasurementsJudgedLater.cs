using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary><c>measure</c> on one day and <c>check --metrics</c> on another.</summary>
public class MeasurementsJudgedLater
{
    public static TheoryData<string[]> Evidence => new(
        ["--experts", Sample.Path("calibration.json"), "--keep", "0.5"],
        ["--experts", Sample.Path("calibration.json"), "--held-out", Sample.Path("heldout-code.json"),
            "--plan", Sample.Path("plan-random.json"), "--architecture", Sample.Path("architecture.json")],
        ["--experts", Sample.Path("broken-profile.json")],
        ["--experts", Sample.Path("calibration.json"), "--keep", "0.5", "--select", "layer=2-3"],
        ["--plan", Sample.Path("plan-random.json")],
        [.. Sample.ShardOptions, "--keep", "0.5"]);

    [Theory]
    [MemberData(nameof(Evidence))]
    public void GiveTheSameVerdict(string[] evidence)
    {
        using var folder = new TestFolder();
        var metrics = folder["metrics.json"];
        Assert.Equal(0, Moegate.Run(["measure", .. evidence, "-o", metrics]).ExitCode);
        foreach (var format in (string[])["json", "console", "markdown"])
        {
            var now = Moegate.Run(["check", .. evidence, "--all", "--report", format]);
            var later = Moegate.Run("check", "--metrics", metrics, "--report", format);
            Assert.Equal(now.ExitCode, later.ExitCode);
            Assert.Equal(now.Out, later.Out);
        }
    }

    [Fact]
    public void GiveTheSameVerdictByAConfigurationsRules()
    {
        using var folder = new TestFolder();
        var metrics = folder["metrics.json"];
        Assert.Equal(0, Moegate.Run("measure", Sample.Path("broken.json"), "-o", metrics).ExitCode);
        var now = Moegate.Run("check", Sample.Path("broken.json"), "--report", "json");
        var later = Moegate.Run("check", Sample.Path("broken.json"), "--metrics", metrics, "--report", "json");
        Assert.Equal((1, now.Out), (later.ExitCode, later.Out));
    }

    [Fact]
    public void CannotBeSelectedFrom() =>
        Refused.With(Moegate.Run("check", "--metrics", "metrics.json", "--select", "layer=3"), Refused.AsUsage, "--metrics and --select exclude each other");

    [Fact]
    public void StandForTheirOwnEvidence() =>
        Refused.With(Moegate.Run("check", "--metrics", "metrics.json", "--keep", "0.3"), Refused.AsUsage, "--metrics and evidence exclude each other");
}
