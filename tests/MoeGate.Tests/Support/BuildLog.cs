using System.Collections;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using MoeGate.Tasks;

namespace MoeGate.Tests.Support;

/// <summary>A build that has one task, and keeps what it logs.</summary>
internal sealed class BuildLog : IBuildEngine3
{
    private readonly Lock logging = new();

    public List<BuildErrorEventArgs> Errors { get; } = [];

    public List<BuildWarningEventArgs> Warnings { get; } = [];

    public List<string> Messages { get; } = [];

    public bool ContinueOnError => false;

    public int LineNumberOfTaskNode => 1;

    public int ColumnNumberOfTaskNode => 1;

    public string ProjectFileOfTaskNode => "own.proj";

    /// <summary>The task, which runs the tool as it stands beside the tests.</summary>
    public MoeGateCheck Task(string? config = null, params ITaskItem[] models) =>
        new() { BuildEngine = this, Config = config, Models = models, Tool = Path.Combine(AppContext.BaseDirectory, "moegate.dll") };

    public static TaskItem Item(string path, params ReadOnlySpan<(string Name, string Value)> metadata)
    {
        var item = new TaskItem();
        ((ITaskItem)item).ItemSpec = Escaped(path);
        foreach (var (name, value) in metadata) item.SetMetadata(name, value);
        return item;
    }

    /// <summary>As MSBuild hands over a name that holds what means something to it.</summary>
    public static string Escaped(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal);

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs) => throw new NotSupportedException();

    public bool IsRunningMultipleNodes => false;

    public bool BuildProjectFile(string projectFileName, string[] targetNames, IDictionary globalProperties, IDictionary targetOutputs, string toolsVersion) => throw new NotSupportedException();

    public bool BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IDictionary[] targetOutputsPerProject, string[] toolsVersion, bool useResultsCache, bool unloadProjectsOnCompletion) => throw new NotSupportedException();

    public BuildEngineResult BuildProjectFilesInParallel(string[] projectFileNames, string[] targetNames, IDictionary[] globalProperties, IList<string>[] removeGlobalProperties, string[] toolsVersion, bool returnTargetOutputs) => throw new NotSupportedException();

    public void Yield()
    {
    }

    public void Reacquire()
    {
    }

    public void LogCustomEvent(CustomBuildEventArgs e)
    {
    }

    public void LogErrorEvent(BuildErrorEventArgs e)
    {
        lock (logging) Errors.Add(e);
    }

    public void LogWarningEvent(BuildWarningEventArgs e)
    {
        lock (logging) Warnings.Add(e);
    }

    public void LogMessageEvent(BuildMessageEventArgs e)
    {
        lock (logging) Messages.Add(e.Message ?? "");
    }
}
