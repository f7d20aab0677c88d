using Microsoft.Build.Framework;

namespace MoeGate.Tasks;

/// <summary>
/// Holds the rules against models: runs the tool once for each gate, in a process of its own, and turns what it finds into errors and
/// warnings of the build. Every gate is judged, whatever became of the one before.
/// </summary>
public sealed class MoeGateCheck : Microsoft.Build.Utilities.Task, ICancelableTask
{
    private volatile bool cancelled;
    private volatile GateRun? running;

    /// <summary>The configuration, relative to the project; may be left out where there are <see cref="Models"/>.</summary>
    public string? Config { get; set; }

    /// <summary>A results document to judge instead of measuring; excludes <see cref="Models"/>.</summary>
    public string? Metrics { get; set; }

    /// <summary>
    /// Candidates, each a gate of its own. Metadata name further evidence: Config, Reference, Imatrix, Activations, Experts, HeldOut, Plan,
    /// Keep, Architecture and Evaluations; Experts, HeldOut and Evaluations may be lists.
    /// </summary>
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>Rule packs, <c>moegate:NAME</c> or files, beside those of the configuration.</summary>
    public ITaskItem[] Rules { get; set; } = [];

    /// <summary>What fails the gate: <c>error</c>, <c>warning</c> or <c>never</c>.</summary>
    public string? FailOn { get; set; }

    /// <summary>Report formats, for files in <see cref="ReportFolder"/>, or <c>FORMAT=PATH</c>.</summary>
    public ITaskItem[] Reports { get; set; } = [];

    /// <summary>Where reports go that name no path; the project's folder where it is left out.</summary>
    public string? ReportFolder { get; set; }

    /// <summary>What the names of those reports begin with, so that projects which share a folder do not write over each other's.</summary>
    public string? ReportPrefix { get; set; }

    /// <summary>Where figures are kept between builds; none are kept where it is left out.</summary>
    public string? CacheFolder { get; set; }

    /// <summary>Further arguments of <c>moegate check</c>, as a command line has them.</summary>
    public string? Arguments { get; set; }

    /// <summary>The help link of findings, in which <c>{code}</c> stands for the rule; the pages in the package where it is left out.</summary>
    public string? HelpLink { get; set; }

    /// <summary>The file that errors name which belong to no other; the one that calls the task where it is left out.</summary>
    public string? ProjectFile { get; set; }

    /// <summary>The target framework that is built, where the project has several.</summary>
    public string? TargetFramework { get; set; }

    /// <summary>The tool's assembly; the one in the package where it is left out.</summary>
    public string? Tool { get; set; }

    /// <summary>The gravest exit code of all gates: 70, 130, 2, 1, 3 or 0, as the tool ranks them.</summary>
    [Output]
    public int ExitCode { get; private set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        var gates = Gate.All(this);
        if (gates.Count == 0)
        {
            Log.LogError(null, GateRun.OwnCode, null, ProjectFile ?? BuildEngine.ProjectFileOfTaskNode, 0, 0, 0, 0, "MoeGateCheck has nothing to judge: name a configuration (Config), candidates (Models) or figures (Metrics)");
            return false;
        }

        if (!Remember(gates)) return false;
        var passed = true;
        foreach (var gate in gates)
        {
            var run = new GateRun(gate, this);
            running = run;
            if (cancelled) return false;
            try
            {
                passed &= run.Execute() && !run.Log.HasLoggedErrors;
            }
            finally
            {
                // A build that is cancelled does not come back from the run: it throws.
                if (cancelled) run.RemoveHalfWritten();
            }

            if (Gravity(run.ExitCode) > Gravity(ExitCode)) ExitCode = run.ExitCode;
        }

        return passed && !cancelled;
    }

    internal bool IsCancelled => cancelled;

    /// <summary>Of figures and of the list of what was written: projects and target frameworks may share a folder.</summary>
    internal string Owner => $"{ProjectFile}\n{TargetFramework}";

    /// <inheritdoc/>
    public void Cancel()
    {
        cancelled = true;
        running?.Cancel();
    }

    private bool Remember(IReadOnlyList<Gate> gates)
    {
        try
        {
            if (!string.IsNullOrWhiteSpace(CacheFolder)) new WrittenFiles(CacheFolder!, Owner).Remember(gates);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, GateRun.OwnCode, null, ProjectFile ?? BuildEngine.ProjectFileOfTaskNode, 0, 0, 0, 0, "{0}", $"{CacheFolder}: no figures can be kept there: {e.Message}");
            return false;
        }
    }

    private static int Gravity(int exitCode) => exitCode switch { 0 => 0, 3 => 1, 1 => 2, 2 => 3, 130 => 4, _ => 5 };
}
