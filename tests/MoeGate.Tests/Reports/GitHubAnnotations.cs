using MoeGate.Formats;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports;

/// <summary>Workflow commands: how many, in which order, and how they are escaped.</summary>
public class GitHubAnnotations
{
    private static readonly Rule rule = RichVerdict.Own("T1", 7, "profile.dispersion", "min >= 0.5") with { Title = "Loads" };

    [Fact]
    public void AreAtMostTenOfWhichTheLastSaysHowManyMore()
    {
        var commands = Commands([.. Many(12, Outcome.Fail)]);
        Assert.Equal(10, commands.Count);
        Assert.All(commands.SkipLast(1), c => Assert.StartsWith("::error ", c));
        Assert.Matches("^::notice .*::3 more findings", commands[^1]);
    }

    [Fact]
    public void SayOneMoreFindingInTheSingular() => Assert.Matches("^::notice .*::1 more finding is ", Commands([.. Many(10, Outcome.Fail)])[^1]);

    [Fact]
    public void AreNineWithoutMore() => Assert.Equal(9, Commands([.. Many(9, Outcome.Fail)]).Count);

    [Fact]
    public void AreNoneWhereNothingIsWrong() => Assert.Empty(Commands([.. Many(3, Outcome.Pass), .. Many(3, Outcome.Waived), .. Many(3, Outcome.NotApplicable)]));

    [Fact]
    public void PutErrorsBeforeWarnings()
    {
        var commands = Commands([.. Many(12, Outcome.Warning), .. Many(2, Outcome.NoData)]);
        Assert.All(commands.Take(2), c => Assert.StartsWith("::error ", c));
        Assert.All(commands.Skip(2).SkipLast(1), c => Assert.StartsWith("::warning ", c));
    }

    [Fact]
    public void EscapeWhatWorkflowCommandsUse()
    {
        var finding = RichVerdict.Finding(rule with { Title = "50%, a:b\r\n::error::x", Place = new Place("a,b:c%\n.json", 7, 5) }, Outcome.Fail, message: "50%\r\n::error::, a:b");
        Assert.Equal("::error file=a%2Cb%3Ac%25 .json,line=7,col=5,title=T1 50%25%2C a%3Ab  %3A%3Aerror%3A%3Ax::50%25  ::error::, a:b", Assert.Single(Commands([finding])));
    }

    [Fact]
    public void EndWithTheVerdict() => Assert.EndsWith("\nFAIL: 1 rule violated\n", Written.By("github", RichVerdict.Of([RichVerdict.Finding(rule, Outcome.Fail)])));

    private static IEnumerable<Finding> Many(int count, Outcome outcome) => Enumerable.Range(0, count).Select(i => RichVerdict.Finding(rule, outcome, $"blk.{i}"));

    private static List<string> Commands(IReadOnlyList<Finding> findings) =>
        [.. Written.By("github", RichVerdict.Of(findings)).Split('\n').Where(l => l.TrimStart().StartsWith("::", StringComparison.Ordinal))];
}
