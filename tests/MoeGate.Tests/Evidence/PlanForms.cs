using MoeGate.Evidence;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>One plan in each of its three forms.</summary>
public class PlanForms
{
    public static TheoryData<string> Forms => new(
        """[[1, 0], [3, 2, 1]]""",
        """{"1": [0, 1], "2": [1, 2, 3]}""",
        """{"2": [3, 1, 2], "1": [1, 0]}""",
        """{"n_expert": 4, "metric": "sal", "source": "x", "keep": {"1": [0, 1], "2": [1, 2, 3]}}""");

    [Theory]
    [MemberData(nameof(Forms))]
    public void MeasureTheSame(string plan)
    {
        using var folder = new TestFolder();
        var profile = folder.Write("stats.json", SmallProfile.Text);
        var expected = Moegate.Run("measure", "--experts", profile, "--plan", folder.Write("expected.json", """{"1": [0, 1], "2": [1, 2, 3]}"""), "--report", "json");
        var run = Moegate.Run("measure", "--experts", profile, "--plan", folder.Write("plan.json", plan), "--report", "json");
        Assert.Equal(0, expected.ExitCode);
        Assert.Equal(Measurements(expected), Measurements(run));
    }

    [Fact]
    public void OfTheSampleMeasureWhatTheRatioMeasures()
    {
        string[] evidence = ["measure", "--experts", Sample.Path("calibration.json"), "--held-out", Sample.Path("heldout-code.json"), "--report", "json"];
        var planned = Measurements(Moegate.Run([.. evidence, "--plan", Sample.Path("plan-reap.json")]));
        var cut = Measurements(Moegate.Run([.. evidence, "--keep", "0.5"]));
        Assert.Equal(cut, planned.Where(m => !m.Contains("plan_jaccard", StringComparison.Ordinal)));
    }

    [Fact]
    public void WithoutLayerNumbersTakeThemFromAModelThatNamesItsMoeLayers()
    {
        using var folder = new TestFolder();
        var plan = KeepPlan.Read(folder.Write("plan.json", "[[1, 0], [3]]"), "plan.json");
        var model = new MoeGate.Models.Architecture { Source = "config.json", MoeLayers = 2, MoeLayerIds = [4, 9] };
        Assert.Equal([4, 9], plan.Resolve(null, model)!.Keys);
        Assert.Equal([0, 1], plan.Resolve(null, model)![4]);
    }

    private static IEnumerable<string> Measurements(Moegate run) => run.Out.Split('\n').Where(l => l.Contains("\"metric\":", StringComparison.Ordinal)).Select(l => l.TrimEnd(','));
}
