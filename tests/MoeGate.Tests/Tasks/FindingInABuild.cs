using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tasks;

public class FindingInABuild
{
    [Fact]
    public void IsAnErrorWithFileLineColumnAndCode()
    {
        var log = new BuildLog();
        var task = log.Task(Sample.Path("broken.json"));

        Assert.False(task.Execute());
        Assert.Equal(1, task.ExitCode);
        var error = log.Errors.Single(e => e.Code == "T201");
        Assert.Equal((Sample.Path("broken.json"), 11, 5, null), (error.File, error.LineNumber, error.ColumnNumber, error.Subcategory));
        Assert.StartsWith("min pruning.heldout_vs_random is -5.75089 pp at blk.4", error.Message, StringComparison.Ordinal);
        Assert.Equal(["MG101", "MG202", "T201", "T202"], log.Errors.Select(e => e.Code));
        Assert.Equal(["MG205", "MG206", "MG207"], log.Warnings.Select(e => e.Code));
    }

    [Fact]
    public void LinksWhereTheProjectSays()
    {
        var log = new BuildLog();
        var task = log.Task(Sample.Path("broken.json"));
        task.HelpLink = "https://example.org/rules?id={code}#top";
        task.Execute();
        Assert.All(log.Errors, e => Assert.Equal($"https://example.org/rules?id={e.Code}#top", e.HelpLink));
        Assert.All(log.Warnings, e => Assert.Equal($"https://example.org/rules?id={e.Code}#top", e.HelpLink));
    }

    [Fact]
    public void IsAWarningWhereNothingFailsTheGate()
    {
        var log = new BuildLog();
        var task = log.Task(Sample.Path("broken.json"));
        task.FailOn = "never";
        Assert.True(task.Execute());
        Assert.Empty(log.Errors);
        Assert.Equal(7, log.Warnings.Count);
    }

    [Fact]
    public void IsAnErrorOfItsOwnWhereWarningsFail()
    {
        using var folder = new TestFolder();
        var config = folder.Write("moegate.json", $$"""{ "evidence": { "plan": {{System.Text.Json.JsonSerializer.Serialize(Sample.Path("plan-random.json"))}}, "experts": {{System.Text.Json.JsonSerializer.Serialize(Sample.Path("calibration.json"))}} }, "rules": [ { "id": "T1", "metric": "pruning.vs_random", "assert": { "warning": "mean >= 90pp" } } ] }""");
        var log = new BuildLog();
        var task = log.Task(config);
        task.FailOn = "warning";
        Assert.False(task.Execute());
        Assert.Equal("T1", Assert.Single(log.Warnings).Code);
        Assert.Equal(("MOEGATE", config, "the gate failed on warnings, as MoeGateFailOn asks for"), (log.Errors.Single().Code, log.Errors[0].File, log.Errors[0].Message));
    }

    [Fact]
    public void OfABuiltInRuleWithoutConfigurationIsTheProjects()
    {
        var log = new BuildLog();
        var task = log.Task(null, BuildLog.Item(Repository.File("samples", "weights", "model-broken.gguf")));
        task.ProjectFile = "consumer.csproj";
        Assert.False(task.Execute());
        Assert.All(log.Errors, e => Assert.Equal("consumer.csproj", e.File));
        Assert.Contains(log.Errors, e => e.Code == "MG301" && e.Message!.Contains("model-broken.gguf: max weight.nonfinite is 32 weights", StringComparison.Ordinal));
    }
}
