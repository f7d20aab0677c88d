using System.Text.Json.Nodes;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>SARIF files as Microsoft's validator sees them: neither an error nor a warning.</summary>
public class SarifIsValid
{
    [Fact]
    public void OfTheRichVerdict() => Assert.Empty(SarifValidator.Problems(Written.By("sarif", RichVerdict.Verdict)));

    [Fact]
    public void OfAPassedVerdict() => Assert.Empty(SarifValidator.Problems(Written.By("sarif", RichVerdict.Passed)));

    [Fact]
    public void OfAVerdictWithoutRules() => Assert.Empty(SarifValidator.Problems(Written.By("sarif", RichVerdict.Empty)));

    [Fact]
    public void OfTheBrokenSample() => Assert.Empty(SarifValidator.Problems(Check(Sample("broken.json"))));

    [Fact]
    public void OfARunWithoutConfiguration() =>
        Assert.Empty(SarifValidator.Problems(Check("--experts", Sample("broken-profile.json"), "--keep", "0.5")));

    [Fact]
    public void OfHostileNames() => Assert.Empty(SarifValidator.Problems(Written.By("sarif", HostileVerdict.Of(Hostile.Everything))));

    [Fact]
    public void IsWorthSomething()
    {
        var broken = JsonNode.Parse(Written.By("sarif", RichVerdict.Verdict))!;
        broken["runs"]![0]!["results"]![0]!.AsObject().Remove("locations");
        Assert.Contains(SarifValidator.Problems(broken.ToJsonString()), p => p.StartsWith("error GH", StringComparison.Ordinal));
    }

    private static string Check(params string[] args)
    {
        var run = Moegate.Run(["check", .. args, "--report", "sarif"]);
        Assert.Equal(1, run.ExitCode);
        return run.Out;
    }

    private static string Sample(string name) => Repository.File("samples", "experts", name);
}
