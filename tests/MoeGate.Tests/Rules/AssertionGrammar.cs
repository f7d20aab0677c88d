using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class AssertionGrammar
{
    [Theory]
    [InlineData("min")]
    [InlineData("max")]
    [InlineData("mean")]
    [InlineData("median")]
    [InlineData("sum")]
    [InlineData("std")]
    [InlineData("count")]
    [InlineData("each")]
    [InlineData("p0")]
    [InlineData("p50")]
    [InlineData("p99.9")]
    [InlineData("p100")]
    public void KnowsTheAggregate(string aggregate) => Assert.Equal(aggregate, RuleText.Assertion(aggregate + " == 1", "saliency.max").Aggregate.Name);

    [Theory]
    [InlineData("<", 1.9, true)]
    [InlineData("<", 2, false)]
    [InlineData("<=", 2, true)]
    [InlineData("<=", 2.1, false)]
    [InlineData(">", 2.1, true)]
    [InlineData(">", 2, false)]
    [InlineData(">=", 2, true)]
    [InlineData(">=", 1.9, false)]
    [InlineData("==", 2, true)]
    [InlineData("==", 1.9, false)]
    [InlineData("!=", 1.9, true)]
    [InlineData("!=", 2, false)]
    public void KnowsTheOperator(string comparison, double value, bool holds) =>
        Assert.Equal(holds ? Outcome.Pass : Outcome.Fail, RuleText.Judged($$"""{"id": "T1", "metric": "saliency.range", "assert": "each {{comparison}} 2"}""", Figures.OfLayers("saliency.range", value)).Outcome);

    [Theory]
    [InlineData("pruning.vs_random", "min >= 0.5", 0.5)]
    [InlineData("pruning.vs_random", "min >= 0.5pp", 0.5)]
    [InlineData("pruning.vs_random", "min>=-1.5 pp", -1.5)]
    [InlineData("pruning.kept_mass", "min >= 70%", 70)]
    [InlineData("pruning.kept_mass", "  min  >=  +7e1  %  ", 70)]
    [InlineData("pruning.headroom", "min >= 2experts", 2)]
    [InlineData("profile.tokens", "min >= 100000 tokens", 100000)]
    [InlineData("profile.top_k", "each == 8 experts/token", 8)]
    [InlineData("profile.dispersion", "min >= .5", 0.5)]
    [InlineData("profile.dispersion", "min >= 0.5ratio", 0.5)]
    [InlineData("size.projected_bytes", "max <= 18GiB", 18.0 * 1073741824)]
    [InlineData("size.projected_bytes", "max <= 1.5 TB", 1.5e12)]
    [InlineData("size.projected_bytes", "max <= 100B", 100)]
    [InlineData("size.projected_bytes", "max <= 100 bytes", 100)]
    [InlineData("size.params_active", "sum <= 3.6B", 3.6e9)]
    [InlineData("size.params", "sum <= 500M", 5e8)]
    [InlineData("profile.tokens", "count >= 3", 3)]
    public void ReadsTheOperandInTheMetricsUnit(string metric, string text, double number) =>
        Assert.Equal(new Operand(number, false, false), RuleText.Assertion(text, metric).Operand);

    [Fact]
    public void KeepsTheLimitAsItWasWritten() => Assert.Equal(">= 0.50pp", RuleText.Assertion(" min >= 0.50pp ", "pruning.vs_random").Limit);
}
