using MoeGate.Tests.Support;

namespace MoeGate.Tests.Rules;

public class WaivedRule
{
    private const string Valid = """{ "rule": "T1", "reason": "known, issue 7", "expires": "2031-12-31" }""";

    [Theory]
    [InlineData("[" + Valid + "]")]
    [InlineData("{ \"waivers\": [" + Valid + "] }")]
    [InlineData("""[{ "rule": "T1", "reason": "known, issue 7", "expires": "2031-12-31", "owner": "team", "limit": "9.5tokens", "select": { "layer": "0-3" } }]""")]
    [InlineData("""[{ "rule": "T1", "reason": "known, issue 7", "expires": "2031-12-31", "limit": 3 }]""")]
    public void PassesAndIsShownAndCounted(string waivers)
    {
        var run = Check(waivers, "min >= 11");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("waived    T1", run.Out, StringComparison.Ordinal);
        Assert.Contains("min profile.tokens is 10 tokens at blk.1, limit >= 11", run.Out, StringComparison.Ordinal);
        Assert.Contains("; waived until 2031-12-31: known, issue 7", run.Out, StringComparison.Ordinal);
        Assert.Contains("PASS: 1 waived", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void PassesWhereItHolds() => Assert.Equal(0, Check("[" + Valid + "]", "min >= 10").ExitCode);

    [Fact]
    public void FailsWhereTheWaiverIsAboutOtherSubjects() =>
        Assert.Equal(1, Check("""[{ "rule": "T1", "reason": "known", "expires": "2031-12-31", "select": { "layer": "7-9" } }]""", "min >= 11").ExitCode);

    [Theory]
    [InlineData("[{\n ¦\"rules\": \"T1\" }]", "unknown key \"rules\" in a waiver; did you mean rule?")]
    [InlineData("[{\n \"rule\": ¦\"T2\", \"reason\": \"x\", \"expires\": \"2031-12-31\" }]", "rule \"T2\" is not in force; did you mean T1?")]
    [InlineData("[{\n \"rule\": ¦\"nothing-near\", \"reason\": \"x\", \"expires\": \"2031-12-31\" }]", "rule \"nothing-near\" is not in force; moegate rules lists them")]
    [InlineData("[{\n \"rule\": \"T1\", \"reason\": ¦\" \", \"expires\": \"2031-12-31\" }]", "a waiver needs a reason")]
    [InlineData("[\n ¦{ \"rule\": \"T1\", \"expires\": \"2031-12-31\" }]", "a waiver lacks \"reason\"; add it")]
    [InlineData("[\n ¦{ \"rule\": \"T1\", \"reason\": \"x\" }]", "a waiver lacks \"expires\"; add it")]
    [InlineData("[{\n \"rule\": \"T1\", \"reason\": \"x\", \"expires\": ¦\"2031-02-30\" }]", "\"2031-02-30\" is not a date; write YYYY-MM-DD")]
    [InlineData("[{\n \"rule\": \"T1\", \"reason\": \"x\", \"expires\": ¦\"31.12.2031\" }]", "\"31.12.2031\" is not a date")]
    [InlineData("[{\n \"rule\": \"T1\", \"reason\": \"x\", \"expires\": ¦\"2031-12-31T00:00:00Z\" }]", "\"2031-12-31T00:00:00Z\" is not a date")]
    [InlineData("[{\n \"rule\": \"T1\", \"reason\": \"x\", \"expires\": \"2031-12-31\", \"limit\": ¦\"5%\" }]", "unit % does not fit a metric whose unit is tokens")]
    [InlineData("[{\n \"rule\": \"T1\", \"reason\": \"x\", \"expires\": \"2031-12-31\", \"limit\": ¦\"baseline\" }]", "a waiver's limit is a number")]
    [InlineData("[{\n \"rule\": \"T1\", \"reason\": \"x\", \"expires\": \"2031-12-31\", \"select\": { \"layer\": ¦\"x\" } }]", "\"x\" is not a range")]
    [InlineData("\n¦3", "expected an array or an object, found the number 3")]
    public void IsRefusedWhereTheWaiverCannotBe(string marked, string fault)
    {
        var at = Marked.At(marked);
        var run = Check(at.Text, "min >= 1");
        Assert.Equal((Refused.AsUsage, ""), (run.ExitCode, run.Out));
        Assert.Contains(at.In("waivers.json") + fault, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void OfARuleThatBoundsNoSideHasNoLimit()
    {
        var run = Check("""[{ "rule": "T1", "reason": "x", "expires": "2031-12-31", "limit": 3 }]""", "each == 10");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("rule T1 bounds no side, so there is nothing beyond a limit; leave limit out", run.Error, StringComparison.Ordinal);
    }

    private static Moegate Check(string waivers, string assertion)
    {
        using var folder = new TestFolder();
        folder.Write("stats.json", SmallProfile.Text);
        folder.Write("waivers.json", waivers);
        return Moegate.Run("check", folder.Write("moegate.json", $$"""
            { "evidence": { "experts": "stats.json" }, "waivers": "waivers.json", "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "{{assertion}}" }] }
            """));
    }
}
