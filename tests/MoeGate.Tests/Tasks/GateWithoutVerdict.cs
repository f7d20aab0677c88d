using Microsoft.Build.Framework;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tasks;

public class GateWithoutVerdict
{
    [Fact]
    public void SaysWhichFileIsNotThere() =>
        Assert.Equal((2, "nix.json: no such file"), Failed(log => log.Task("nix.json"), out _));

    [Fact]
    public void NamesLineAndColumnOfAFault()
    {
        using var folder = new TestFolder();
        var config = folder.Write("moegate.json", "{\n  \"extend\": [] }");
        var (exitCode, _) = Failed(log => log.Task(config), out var error);
        Assert.Equal((2, config, 2, 3), (exitCode, error.File, error.LineNumber, error.ColumnNumber));
        Assert.StartsWith("unknown key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysThatNoRuleWasApplicable()
    {
        using var folder = new TestFolder();
        var config = folder.Write("moegate.json", """{ "evidence": { "keep": 0.5 }, "rules": [ { "id": "T1", "metric": "pruning.vs_random", "requires": "experts", "assert": "min >= 0pp" } ] }""");
        Assert.Equal((3, "no rule was applicable, so nothing was judged"), Failed(log => log.Task(config), out _));
    }

    [Fact]
    public void SaysWhatARuleLacks()
    {
        using var folder = new TestFolder();
        var config = folder.Write("moegate.json", $$"""{ "evidence": { "experts": {{System.Text.Json.JsonSerializer.Serialize(Sample.Path("calibration.json"))}} }, "rules": [ { "id": "T9", "metric": "pruning.vs_random", "assert": "min >= 0pp" } ] }""");
        var log = new BuildLog();
        var task = log.Task(config);
        Assert.False(task.Execute());
        Assert.Equal((3, "T9", config), (task.ExitCode, Assert.Single(log.Errors).Code, log.Errors[0].File));
    }

    [Fact]
    public void SaysWhatTheToolSaidThatCouldNotStart()
    {
        using var folder = new TestFolder();
        var log = new BuildLog();
        var task = log.Task(Sample.Path("moegate.json"));
        task.Tool = folder.Write("moegate.dll", "not a program");
        Assert.False(task.Execute());
        Assert.StartsWith("the tool ended with exit code ", Assert.Single(log.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AsksForSomethingToJudge() => Assert.Equal((0, "MoeGateCheck has nothing to judge"), Failed(log => log.Task(), out _));

    private static (int ExitCode, string Start) Failed(Func<BuildLog, MoeGate.Tasks.MoeGateCheck> make, out BuildErrorEventArgs error)
    {
        var log = new BuildLog();
        var task = make(log);
        Assert.False(task.Execute());
        error = Assert.Single(log.Errors);
        Assert.Equal("MOEGATE", error.Code);
        return (task.ExitCode, error.Message!.Split([';', ':'])[..(error.Message.StartsWith("nix", StringComparison.Ordinal) ? 2 : 1)].Aggregate((a, b) => a + ":" + b));
    }
}
