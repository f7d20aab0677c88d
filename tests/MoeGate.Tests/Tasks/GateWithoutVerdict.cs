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

    /// <summary>The second time the figures are taken from the first, and that is a note and no reason.</summary>
    [Fact]
    public void SaysTheSameOfFiguresThatWereKept()
    {
        using var folder = new TestFolder();
        var config = folder.Write("moegate.json", """{ "evidence": { "keep": 0.5 }, "rules": [ { "id": "T1", "metric": "pruning.vs_random", "requires": "experts", "assert": "min >= 0pp" } ] }""");
        for (var build = 0; build < 2; build++)
        {
            BuildLog? used = null;
            var failed = Failed(log => Keeping(used = log), out _);
            Assert.Equal((3, "no rule was applicable, so nothing was judged"), failed);
            Assert.Equal(build == 1, used!.Messages.Exists(m => m.StartsWith("moegate: note: ", StringComparison.Ordinal) && m.EndsWith("nothing has changed since these figures were measured", StringComparison.Ordinal)));
        }

        MoeGate.Tasks.MoeGateCheck Keeping(BuildLog log)
        {
            var task = log.Task(config);
            task.CacheFolder = folder["kept"];
            return task;
        }
    }

    [Fact]
    public void SaysWhereNothingCanBeKept()
    {
        using var folder = new TestFolder();
        var log = new BuildLog();
        var task = log.Task(Sample.Path("moegate.json"));
        task.CacheFolder = folder.Write("file", "");
        Assert.False(task.Execute());
        Assert.StartsWith(folder["file"] + ": no figures can be kept there: ", Assert.Single(log.Errors).Message, StringComparison.Ordinal);
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
