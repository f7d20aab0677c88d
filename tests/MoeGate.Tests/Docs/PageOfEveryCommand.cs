using System.Text.RegularExpressions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Docs;

/// <summary>Every command that the help lists has a page that somebody wrote, and that shows it.</summary>
public partial class PageOfEveryCommand
{
    private const string Generated = "<!-- Made from the code by the tests";

    /// <summary>Commands that share a page, because they are used together. All others have one of their own name.</summary>
    private static readonly Dictionary<string, string> shared = new(StringComparer.Ordinal)
    {
        ["rules"] = "explain.md",
        ["metrics"] = "explain.md",
        ["merge"] = "shards.md",
        ["baseline save"] = "baseline.md",
        ["baseline accept"] = "baseline.md",
        ["baseline show"] = "baseline.md",
    };

    public static TheoryData<string> Commands => [.. Listed().SelectMany(Leaves)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void IsWrittenByHandAndShowsIt(string command)
    {
        var path = Repository.File("docs", PageOf(command));
        Assert.True(File.Exists(path), $"docs/{PageOf(command)} is not there: moegate {command} has no page");
        var page = File.ReadAllText(path);
        Assert.DoesNotContain(Generated, page, StringComparison.Ordinal);
        Assert.Contains(page.Split('\n'), line => Shows(line, command));
    }

    [Fact]
    public void OfAGroupIsThatOfEachOfItsCommands() => Assert.Contains("analyze weights", Commands.Select(c => c.Data));

    [Theory]
    [InlineData("check", "$ moegate check samples/experts/moegate.json", true)]
    [InlineData("check", "moegate check", true)]
    [InlineData("check", "moegate checks", false)]
    [InlineData("check", "run `moegate check` first", false)]
    [InlineData("analyze experts", "$ moegate analyze weights x.gguf", false)]
    public void ShowsACommandOnALineOfItsOwn(string command, string line, bool shows) => Assert.Equal(shows, Shows(line, command));

    private static string PageOf(string command) => shared.GetValueOrDefault(command, command.Replace(' ', '-') + ".md");

    private static bool Shows(string line, string command) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).SkipWhile(w => w == "$").Take(2 + command.Count(c => c == ' '))
            .SequenceEqual([.. $"moegate {command}".Split(' ')], StringComparer.Ordinal);

    /// <summary>The command, or those of its group.</summary>
    private static IEnumerable<string> Leaves(string command)
    {
        var own = Listed(command).Select(c => $"{command} {c}").ToList();
        return own.Count > 0 ? own : [command];
    }

    private static List<string> Listed(params string[] command)
    {
        var lines = Moegate.Run([.. command, "--help"]).Out.Split('\n');
        return [.. lines.SkipWhile(l => l != "Commands:").Skip(1).TakeWhile(l => l.Length > 0).Select(l => Name().Match(l)).Where(m => m.Success).Select(m => m.Value.Trim())];
    }

    [GeneratedRegex(@"\A  [a-z]+(?= )", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
