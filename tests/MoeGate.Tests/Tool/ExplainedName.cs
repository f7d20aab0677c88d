using MoeGate.Metrics;
using MoeGate.Rules.Configuration;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class ExplainedName
{
    [Fact]
    public void OfEveryMetricSaysFormulaSourceAndUse()
    {
        foreach (var metric in Catalog.All)
        {
            var run = Moegate.Run("explain", metric.Id);
            Assert.Equal((0, ""), (run.ExitCode, run.Error));
            Assert.StartsWith($"{metric.Id}  {metric.Text.Title}\n", run.Out, StringComparison.Ordinal);
            Assert.Contains($"  formula      {metric.Text.Formula}\n", run.Out, StringComparison.Ordinal);
            Assert.Contains($"  source       {metric.Text.Source}\n", run.Out, StringComparison.Ordinal);
            Assert.Contains($"  unit         {metric.Unit.Name}\n", run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void OfEveryBuiltInRuleSaysItsLimitAndItsMetric()
    {
        foreach (var rule in RulePacks.Defaults().Build())
        {
            var run = Moegate.Run("explain", rule.Id.ToLowerInvariant());
            Assert.StartsWith($"{rule.Id}  {rule.Title}\n", run.Out, StringComparison.Ordinal);
            Assert.All(rule.Assertions(), a => Assert.Contains(a.Assertion.Text, run.Out, StringComparison.Ordinal));
            Assert.Contains($"\n{rule.Metric.Id}  {rule.Metric.Text.Title}\n", run.Out, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MayBeARuleOfAConfiguration()
    {
        var run = Moegate.Run("explain", "T202", "--config", Sample.Path("moegate.json"));
        Assert.Contains("min >= 80%", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pruning.vs_randm", "\"pruning.vs_randm\" is neither a metric nor a rule; did you mean pruning.vs_random?")]
    [InlineData("MG20", "\"MG20\" is neither a metric nor a rule; did you mean MG201?")]
    [InlineData("something else", "\"something else\" is neither a metric nor a rule; moegate metrics and moegate rules list them")]
    [InlineData("T202", "\"T202\" is neither a metric nor a rule; did you mean MG202?")]
    public void IsRefusedWithTheNearestWhereItIsMisspelt(string name, string fault)
    {
        var run = Moegate.Run("explain", name);
        Refused.With(run, Refused.AsUsage, fault);
    }
}
