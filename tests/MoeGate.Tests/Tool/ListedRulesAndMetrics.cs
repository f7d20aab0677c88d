using MoeGate.Metrics;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class ListedRulesAndMetrics
{
    [Fact]
    public void AreAllMetrics()
    {
        var run = Moegate.Run("metrics");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(Catalog.All, m => Assert.Contains($"\n{m.Id} ", run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void AreTheBuiltInRules()
    {
        var run = Moegate.Run("rules");
        Assert.All(RulePacks.Defaults().Build().Select(r => r.Id), id => Assert.Contains($"\n{id} ", run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void AreTheRulesOfAConfigurationThatAreInForce()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("rules", folder.Write("moegate.json", """
            { "extends": "moegate:pruning", "rules": [{ "id": "MG201", "enabled": false }, { "id": "T1", "metric": "profile.dead", "assert": "max <= 3" }] }
            """));
        var listed = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(' ')[0]).ToList();
        Assert.DoesNotContain("MG201", listed);
        Assert.Contains("MG202", listed);
        Assert.Equal("T1", listed[^1]);
    }
}
