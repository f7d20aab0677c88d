using MoeGate.Tests.GitHub;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

/// <summary>One ranking, whoever asks: a command of several configurations, a step of a workflow, a task of a build.</summary>
public sealed class ExitCodeOfSeveralGates : IDisposable
{
    private readonly SimulatedRunner runner = new();

    public ExitCodeOfSeveralGates()
    {
        var experts = "\"experts\": " + System.Text.Json.JsonSerializer.Serialize(Sample.Path("calibration.json"));
        runner.Write("0.json", Gate($"{{ {experts} }}", "min >= 1"));
        runner.Write("1.json", Gate($"{{ {experts} }}", "min >= 1e30"));
        runner.Write("2.json", Gate($"{{ {experts}, \"keep\": 400 }}", "min >= 1"));
        runner.Write("3.json", Gate("{ \"experts\": \"nowhere.json\" }", "min >= 1"));
    }

    public static TheoryData<int, int[]> Gates => new()
    {
        { 0, [0, 0] },
        { 3, [0, 3] },
        { 1, [3, 1, 0] },
        { 2, [2, 3] },
        { 2, [1, 2] },
        { 2, [2, 1, 3, 0] },
    };

    [Theory]
    [MemberData(nameof(Gates))]
    public void IsTheGravest(int expected, int[] codes)
    {
        // A configuration may be named once.
        string[] names = [.. codes.Select((code, n) => Copy(code, n))];
        Assert.Equal(expected, Moegate.Run(["check", .. names]).ExitCode);
        Assert.Equal(expected, runner.Check(("MOEGATE_CONFIG", string.Join('\n', names))).ExitCode);

        var model = Repository.File("samples", "weights", "model.gguf");
        var task = new BuildLog().Task(null, [.. names.Select(name => BuildLog.Item(model, ("Config", name)))]);
        task.Execute();
        Assert.Equal(expected, task.ExitCode);
    }

    [Theory]
    [InlineData(70, 1, 2, 3, 0, 70)]
    [InlineData(70, 70, 2)]
    [InlineData(130, 2, 130)]
    public void OfAStepRanksADefectAboveAll(int expected, params int[] codes)
    {
        var tool = runner.Program("moegate", """case "$*" in *--help*) ;; *) for last; do :; done; exit "${last%.json}" ;; esac""");
        var step = runner.CheckWith(tool, ("MOEGATE_CONFIG", string.Join('\n', codes.Select(c => c + ".json"))));
        Assert.Equal(expected, step.ExitCode);
    }

    public void Dispose() => runner.Dispose();

    private string Copy(int code, int number)
    {
        var name = $"{number}-{code}.json";
        File.Copy(runner[$"{code}.json"], runner[name]);
        return runner[name];
    }

    private static string Gate(string evidence, string assert) =>
        $$"""{ "evidence": {{evidence}}, "rules": [{ "id": "T1", "metric": "profile.tokens", "assert": "{{assert}}", "why": "a test" }] }""";
}
