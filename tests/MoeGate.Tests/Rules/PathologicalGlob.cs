using System.Diagnostics;
using MoeGate.Formats;

namespace MoeGate.Tests.Rules;

/// <summary>Patterns over which a backtracking matcher would take longer than the universe is old.</summary>
public class PathologicalGlob
{
    [Theory]
    [InlineData("a*", "a", "b")]
    [InlineData("**a", "a", "b")]
    [InlineData("*a", "ab", "c")]
    [InlineData("**/a/", "a/", "b")]
    public void IsAnsweredAtOnce(string pattern, string text, string end)
    {
        var many = string.Concat(Enumerable.Repeat(pattern, 500)) + end;
        var name = string.Concat(Enumerable.Repeat(text, 20_000));
        var watch = Stopwatch.StartNew();
        Assert.False(Glob.Matches(many, name));
        Assert.False(Glob.MatchesPath(many, name));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }
}
