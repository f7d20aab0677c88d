using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class ExceptionsAllowed
{
    [Theory]
    [InlineData("1 item", 1000, 1)]
    [InlineData("2 items", 1000, 2)]
    [InlineData("2items", 1, 2)]
    [InlineData("0 items", 1000, 0)]
    [InlineData("1%", 1000, 10)]
    [InlineData("1%", 99, 0)]
    [InlineData("12.5%", 16, 2)]
    [InlineData("0.1%", 1000, 1)]
    [InlineData("29%", 100, 29)]
    [InlineData("100%", 7, 7)]
    public void AreCounted(string text, int subjects, int allowed) => Assert.Equal(allowed, Tolerance.Parse(RuleText.Item(text)).Of(subjects));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("1.5 items")]
    [InlineData("-1 items")]
    [InlineData("101%")]
    [InlineData("-1%")]
    [InlineData("two items")]
    [InlineData("% 5")]
    [InlineData("1e1%")]
    public void AreRefusedWhereTheyAreNoNumber(string text) =>
        Assert.Equal($"rules.json:1:1: \"{text}\" is not a tolerance; write \"2 items\" or \"1%\"", Assert.Throws<MoeGate.Formats.InputException>(() => Tolerance.Parse(RuleText.Item(text))).Message);

    [Theory]
    [InlineData("1 item", Outcome.Fail)]
    [InlineData("2 items", Outcome.Pass)]
    [InlineData("49%", Outcome.Fail)]
    [InlineData("50%", Outcome.Pass)]
    public void DecideAndAreListed(string allow, Outcome outcome)
    {
        var rule = $$"""{"id": "T1", "metric": "profile.dead", "assert": "each <= 0", "allow": "{{allow}}"}""";
        var finding = RuleText.Judged(rule, Figures.OfLayers("profile.dead", 0, 3, 0, 1));
        Assert.Equal(outcome, finding.Outcome);
        Assert.Equal(2, finding.Beyond);
        Assert.Equal(["blk.1", "blk.3"], finding.Worst.Select(w => w.Subject.Name));
    }
}
