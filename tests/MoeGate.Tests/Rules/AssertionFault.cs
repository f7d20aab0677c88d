using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class AssertionFault
{
    private const string Form = "is not an assertion; write AGGREGATE OP NUMBER, such as min >= 0.5; operators are < <= > >= == !=";
    private const string Aggregates = "known here: min, max, mean, median, sum, std, count, each, p<N>";

    [Theory]
    [InlineData("", "\"\" " + Form)]
    [InlineData("min", "\"min\" " + Form)]
    [InlineData("min 0.5", "\"min 0.5\" " + Form)]
    [InlineData("min = 0.5", "\"min = 0.5\" " + Form)]
    [InlineData("min => 0.5", "\"min => 0.5\" " + Form)]
    [InlineData("min ! 0.5", "\"min ! 0.5\" " + Form)]
    [InlineData(">= 0.5", "aggregate \"\" is not known; " + Aggregates)]
    [InlineData("mim >= 0.5", "aggregate \"mim\" is not known; did you mean min?")]
    [InlineData("average >= 0.5", "aggregate \"average\" is not known; " + Aggregates)]
    [InlineData("p101 >= 0.5", "aggregate \"p101\" is not known; ")]
    [InlineData("p-1 >= 0.5", "aggregate \"p-1\" is not known; ")]
    [InlineData("p >= 0.5", "aggregate \"p\" is not known; ")]
    [InlineData("p1e1 >= 0.5", "aggregate \"p1e1\" is not known; ")]
    [InlineData("p<N> >= 0.5", "aggregate \"p\" is not known; ")]
    [InlineData("Min >= 0.5", "aggregate \"Min\" is not known; did you mean min?")]
    [InlineData("min <> 0.5", "\"> 0.5\" is not a number")]
    [InlineData("min >=", "\"\" is not a number")]
    [InlineData("min >= .", "\".\" is not a number")]
    [InlineData("min >= --1", "\"--1\" is not a number")]
    [InlineData("min >= 1.2.3", "\"1.2.3\" is not a number")]
    [InlineData("min >= 1e999", "\"1e999\" is not a number")]
    [InlineData("min >= NaN", "\"NaN\" is not a number")]
    [InlineData("min >= 0,5", "unit \",5\" is not known; write the bare number or pp")]
    [InlineData("min >= 0.5 and max <= 3", "unit \"and max <= 3\" is not known")]
    [InlineData("min >= 5%", "unit % does not fit a metric whose unit is pp; write the bare number or pp")]
    [InlineData("min >= 5dB", "unit dB does not fit a metric whose unit is pp; write the bare number or pp")]
    [InlineData("min >= 5PP", "unit \"PP\" is not known; write the bare number or pp")]
    public void IsSaid(string text, string fault) => Assert.StartsWith("rules.json:1:1: " + fault, RuleText.Fault(text, "pruning.vs_random"), StringComparison.Ordinal);

    [Theory]
    [InlineData("profile.dispersion", "min >= 1pp", "unit pp does not fit a metric whose unit is ratio; write the bare number")]
    [InlineData("profile.dispersion", "min >= 1GiB", "unit GiB does not fit a metric whose unit is ratio; write the bare number")]
    [InlineData("profile.dispersion", "min >= 1%", "unit % does not fit a metric whose unit is ratio; write the bare number")]
    [InlineData("pruning.kept_mass", "min >= 1pp", "unit pp does not fit a metric whose unit is %; write the bare number or %")]
    [InlineData("pruning.kept_mass", "count >= 1%", "unit % does not fit a metric whose unit is –; write the bare number")]
    [InlineData("size.projected_bytes", "max <= 1GIB", "unit \"GIB\" is not known; write the bare number or B, KiB, MiB, GiB, TiB, KB, MB, GB, TB")]
    [InlineData("size.projected_bytes", "max <= 1e308TiB", "\"1e308TiB\" is not a number")]
    public void OfAUnitNamesThoseThatFit(string metric, string text, string fault) =>
        Assert.StartsWith("rules.json:1:1: " + fault, RuleText.Fault(text, metric), StringComparison.Ordinal);
}
