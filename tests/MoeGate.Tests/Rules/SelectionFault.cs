using MoeGate.Formats;
using MoeGate.Rules;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class SelectionFault
{
    [Theory]
    [InlineData("7-3")]
    [InlineData("3-")]
    [InlineData("-3")]
    [InlineData("3-5-7")]
    [InlineData("x")]
    [InlineData("!")]
    [InlineData("")]
    [InlineData("!!3")]
    [InlineData("1.5")]
    [InlineData("0-1e3")]
    [InlineData("50%")]
    [InlineData("0%-101%")]
    [InlineData("60%-50%")]
    [InlineData("0%-5")]
    [InlineData("0-5%")]
    [InlineData("3, 5")]
    public void OfALayerIsSaid(string range) =>
        Assert.Equal($"rules.json:1:1: \"{range}\" is not a range; write \"3\", \"0-7\", \"!0-1\" or \"0%-12.5%\"", Fault(range, "layer"));

    [Fact]
    public void OfAnExpertOffersNoShare() => Assert.Equal("rules.json:1:1: \"0%-5%\" is not a range; write \"3\", \"0-7\", \"!0-1\"", Fault("0%-5%", "expert"));

    [Theory]
    [InlineData("""{"layer": -1}""")]
    [InlineData("""{"layer": 0.5}""")]
    [InlineData("""{"role": 3}""")]
    [InlineData("""{"type": ""}""")]
    [InlineData("""{"layer": []}""")]
    [InlineData("""{"role": []}""")]
    [InlineData("""{"expert": []}""")]
    public void IsSaidOfWhatIsNoPattern(string select) => Assert.StartsWith("rules.json:1:", Assert.Throws<InputException>(() => Selection.Parse(RuleText.Json(select))).Message, StringComparison.Ordinal);

    private static string Fault(string pattern, string key)
    {
        var message = Assert.Throws<InputException>(() => Selection.Parse(RuleText.Json($$"""{"{{key}}": "{{pattern}}"}"""))).Message;
        return message.Replace($":1:{key.Length + 6}:", ":1:1:", StringComparison.Ordinal);
    }
}
