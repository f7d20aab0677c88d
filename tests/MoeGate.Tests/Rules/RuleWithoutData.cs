using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class RuleWithoutData
{
    [Theory]
    [InlineData("", 3, "NO DATA   T2")]
    [InlineData(", \"onNoData\": \"error\"", 3, "NO DATA   T2")]
    [InlineData(", \"onNoData\": \"warning\"", 0, "no data   T2")]
    [InlineData(", \"onNoData\": \"skip\"", 0, "no data   T2")]
    public void IsWorthWhatItSaysAndIsListed(string onNoData, int exitCode, string listed)
    {
        var run = Check("""{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" }, """ + $$"""{ "id": "T2", "metric": "profile.tokens", "assert": "min >= 1", "select": { "layer": 9 }{{onNoData}} }""");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(listed, run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("skip")]
    public void ByItselfDecidesNothing(string onNoData) =>
        Assert.Equal(3, Check($$"""{ "id": "T2", "metric": "profile.tokens", "assert": "min >= 1", "select": { "layer": 9 }, "onNoData": "{{onNoData}}" }""").ExitCode);

    [Fact]
    public void IsOutrankedByAProvenViolation() =>
        Assert.Equal(1, Check("""{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 11" }, { "id": "T2", "metric": "pruning.kept_mass", "assert": "min >= 1" }""").ExitCode);

    [Fact]
    public void IsOneWhoseEvidenceWasNotGiven()
    {
        var run = Check("""{ "id": "T2", "metric": "pruning.kept_mass", "assert": "min >= 1" }""");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("pruning.kept_mass: no data: it was not measured; it needs a cut (--keep or --plan)", run.Out, StringComparison.Ordinal);
    }

    private static Moegate Check(string rules)
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        return Moegate.Run("check", folder.Write("moegate.json", $$"""{ "evidence": { "experts": "stats.json" }, "rules": [{{rules}}] }"""));
    }
}
