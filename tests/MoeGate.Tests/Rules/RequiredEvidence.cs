using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class RequiredEvidence
{
    [Fact]
    public void ThatIsNotThereMakesTheRuleNotApplicable()
    {
        var run = Check("\"heldOut\"", "--verbose");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("n/a   T2  pruning.kept_mass: not applicable: needs held-out expert statistics (--held-out)", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void IsNeededInAllItsKinds()
    {
        var run = Check("[\"experts\", \"model\", \"plan\"]", "--verbose");
        Assert.Contains("T2  pruning.kept_mass: not applicable: needs a pruning plan (--plan) and an architecture (--architecture)", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void ThatIsThereMakesARuleWithoutFiguresOneWithoutData() => Assert.Equal(3, Check("\"experts\"").ExitCode);

    [Fact]
    public void LeavesARunUndecidedWhereNoRuleApplies()
    {
        var run = Moegate.Run("check", "--experts", Sample.Path("calibration.json"), "--rules", "moegate:pruning");
        Assert.Equal(3, run.ExitCode);
        Assert.Matches(@"\nUNDECIDED: \d+ not applicable; no rule was applicable, so nothing was judged\n$", run.Out);
    }

    [Fact]
    public void LeavesARunUndecidedWhereThereIsNoRule()
    {
        using var folder = new TestFolder();
        Assert.Equal(3, Moegate.Run("check", folder.Write("moegate.json", "{}")).ExitCode);
    }

    private static Moegate Check(string requires, params string[] more)
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        var path = folder.Write("moegate.json", $$"""
            { "evidence": { "experts": "stats.json" },
              "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" },
                        { "id": "T2", "metric": "pruning.kept_mass", "assert": "min >= 1", "requires": {{requires}} }] }
            """);
        return Moegate.Run(["check", path, .. more]);
    }
}
