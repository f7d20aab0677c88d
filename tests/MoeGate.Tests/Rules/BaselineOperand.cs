using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class BaselineOperand
{
    [Theory]
    [InlineData("baseline", "pruning.kept_mass", 0, false)]
    [InlineData("baseline - 2%", "pruning.kept_mass", -2, true)]
    [InlineData("baseline - 2pp", "pruning.kept_mass", -2, false)]
    [InlineData("baseline - 2", "pruning.kept_mass", -2, false)]
    [InlineData("baseline − 0.5pp", "pruning.vs_random", -0.5, false)]
    [InlineData("baseline - 10%", "pruning.vs_random", -10, true)]
    [InlineData("baseline+1.5", "pruning.vs_random", 1.5, false)]
    [InlineData("baseline -5%", "profile.dispersion", -5, true)]
    [InlineData("baseline - 2 experts", "pruning.headroom", -2, false)]
    public void IsReadInAllItsForms(string operand, string metric, double number, bool relative) =>
        Assert.Equal(new Operand(number, true, relative), RuleText.Assertion("min >= " + operand, metric).Operand);

    [Fact]
    public void TakesTheMetricsSuffixes() =>
        Assert.Equal(new Operand(1073741824, true, false), RuleText.Assertion("max <= baseline + 1GiB", "size.projected_bytes").Operand);

    [Theory]
    [InlineData("baseline 2", "\"baseline 2\" is not an operand; write baseline, baseline + NUMBER or baseline - NUMBER")]
    [InlineData("baselines", "\"baselines\" is not an operand")]
    [InlineData("baseline -", "\"\" is not a number")]
    [InlineData("baseline - x", "\"x\" is not a number")]
    [InlineData("baseline - 2pp", "unit pp does not fit a metric whose unit is ratio; write the bare number")]
    [InlineData("baseline * 2", "\"baseline * 2\" is not an operand")]
    [InlineData("Baseline", "\"Baseline\" is not a number with an optional unit, nor baseline")]
    public void IsRefusedWhereItCannotBe(string operand, string fault) =>
        Assert.StartsWith("rules.json:1:1: " + fault, RuleText.Fault("min >= " + operand, "profile.dispersion"), StringComparison.Ordinal);

    [Theory]
    [InlineData("", 3)]
    [InlineData(", \"whenMissing\": \"error\"", 3)]
    [InlineData(", \"whenMissing\": \"warning\"", 0)]
    [InlineData(", \"whenMissing\": \"skip\"", 0)]
    public void OfABaselineThatIsNotThereIsWorthWhatTheConfigurationSays(string whenMissing, int exitCode)
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        var run = Moegate.Run("check", folder.Write("moegate.json", $$"""
            { "evidence": { "experts": "stats.json" }, "baseline": { "file": "main.json"{{whenMissing}} },
              "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "min >= 1" }] }
            """));
        Assert.Equal(exitCode, run.ExitCode);
    }
}
