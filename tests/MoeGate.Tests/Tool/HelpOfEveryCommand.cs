using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class HelpOfEveryCommand
{
    public static TheoryData<string> Commands => new("check", "measure", "merge", "baseline save", "baseline accept", "baseline show", "analyze experts", "compare", "explain", "metrics", "rules", "types", "devices", "config", "init", "doctor", "schema", "report", "completion");

    [Theory]
    [MemberData(nameof(Commands))]
    public void EndsWithExamplesThatBeginWithTheCommand(string command)
    {
        var run = Moegate.Run([.. command.Split(' '), "--help"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var examples = run.Out[run.Out.IndexOf("Examples:\n", StringComparison.Ordinal)..].Trim().Split('\n')[1..];
        Assert.NotEmpty(examples);
        Assert.Contains(examples, e => e.Contains("moegate " + command, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void DescribesEveryOption(string command)
    {
        var run = Moegate.Run([.. command.Split(' '), "-h"]);
        var options = run.Out.Split('\n').SkipWhile(l => !l.StartsWith("Options:", StringComparison.Ordinal)).Skip(1).TakeWhile(l => l.Length > 0).ToList();
        Assert.All(options.Where(l => l.TrimStart().StartsWith('-')), line => Assert.Matches(@"^  -\S.*\S  +\S", line));
    }

    [Fact]
    public void IsListedByTheProgramsOwn()
    {
        var run = Moegate.Run("--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.All(Commands, c => Assert.Matches($@"\n  {c.Data.Split(' ')[0]}\b", run.Out));
        Assert.Contains("Exit codes: 0 pass, 1 a rule was violated, 2 usage or configuration, 3 could not decide, 70 defect, 130 cancelled.", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check --fail-on x --help")]
    [InlineData("check a b c -h")]
    [InlineData("--version")]
    public void IsGivenWhateverElseIsWrong(string commandLine)
    {
        var run = Moegate.Run(commandLine.Split(' '));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.NotEmpty(run.Out);
    }
}
