using MoeGate.Tests.Support;

namespace MoeGate.Tests.GitHub;

/// <summary>A runner of workflows with a checkout of the expert samples in <c>a b/</c>, as far as a script of the action can tell.</summary>
internal sealed class SimulatedRunner : IDisposable
{
    private readonly TestFolder folder = new();

    public SimulatedRunner()
    {
        Directory.CreateDirectory(folder["temp"]);
        foreach (var name in new[] { "moegate.json", "calibration.json", "broken-profile.json", "heldout-prose.json", "heldout-code.json", "heldout-arithmetic.json", "architecture.json", "plan-random.json" })
            Write("a b/" + name, Sample.Text(name));
    }

    /// <summary>The tool that was built with these tests.</summary>
    public static string Tool => Path.Combine(AppContext.BaseDirectory, "moegate.dll");

    /// <summary>Where this runner keeps what lasts as long as a job.</summary>
    public string Temp => folder["temp"];

    /// <summary>A file of the checkout.</summary>
    public string this[string name] => Path.Combine(folder["work"], name);

    public void Write(string name, string text) => folder.Write(Path.Combine("work", name), text);

    /// <summary>A program of these lines of bash.</summary>
    public string Program(string name, string script)
    {
        var path = folder.Write(Path.Combine("bin", name), "#!/usr/bin/env bash\n" + script.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>The step that judges, with these inputs.</summary>
    public StepRun Check(params IEnumerable<(string Name, string Value)> inputs) => CheckWith(Tool, inputs);

    public StepRun CheckWith(string tool, params IEnumerable<(string Name, string Value)> inputs) => Run("check.sh", [("MOEGATE_TOOL", tool), .. inputs]);

    /// <summary>The step that installs, with what stands in <c>bin</c> before all other programs.</summary>
    public StepRun Install(params IEnumerable<(string Name, string Value)> inputs) =>
        Run("install.sh", [("PATH", folder["bin"] + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH")), .. inputs]);

    private StepRun Run(string script, IEnumerable<(string Name, string Value)> environment)
    {
        var outputs = folder.Write("output", "earlier=kept\n");
        var summary = folder.Write("summary", "");
        var all = new Dictionary<string, string>
        {
            ["GITHUB_ACTIONS"] = "true",
            ["GITHUB_WORKSPACE"] = folder["work"],
            ["GITHUB_OUTPUT"] = outputs,
            ["GITHUB_STEP_SUMMARY"] = summary,
            ["RUNNER_TEMP"] = Temp,
        };
        foreach (var (name, value) in environment) all[name] = value;
        var (exitCode, output, error) = Bash.Run(folder["work"], all, Repository.File("action", script).Replace('\\', '/'));
        return new StepRun(exitCode, output, error, StepRun.ReadOutputs(File.ReadAllText(outputs)), File.ReadAllText(summary));
    }

    public void Dispose() => folder.Dispose();
}
