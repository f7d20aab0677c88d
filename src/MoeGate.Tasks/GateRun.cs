using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace MoeGate.Tasks;

/// <summary>Runs the tool for one gate. What it says is gathered, and becomes errors and warnings when it is known how the run ended.</summary>
internal sealed class GateRun : ToolTask
{
    /// <summary>The code of errors that are no finding of a rule.</summary>
    public const string OwnCode = "MOEGATE";

    private readonly Gate gate;
    private readonly MoeGateCheck task;
    private readonly string folder = Directory.GetCurrentDirectory();
    private readonly string tool;
    private readonly HelpLinks links;
    private readonly List<string> results = [];
    private readonly List<string> said = [];

    public GateRun(Gate gate, MoeGateCheck task)
    {
        (this.gate, this.task) = (gate, task);
        BuildEngine = task.BuildEngine;
        HostObject = task.HostObject;
        YieldDuringToolExecution = true;
        var package = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(GateRun).Assembly.Location)!, "..", ".."));
        tool = string.IsNullOrWhiteSpace(task.Tool) ? Path.Combine(package, "tools", "net10.0", "any", "moegate.dll") : Path.GetFullPath(task.Tool);
        links = new HelpLinks(task.HelpLink, Path.Combine(package, "docs"));
    }

    protected override string ToolName => RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? "dotnet.exe" : "dotnet";

    protected override Encoding StandardOutputEncoding { get; } = new UTF8Encoding(false);

    protected override Encoding StandardErrorEncoding => StandardOutputEncoding;

    /// <summary>By their importance the two streams are told apart.</summary>
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.Low;

    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    protected override string GenerateFullPathToTool() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : ToolName;

    protected override string GenerateCommandLineCommands() =>
        CommandLine.Of([tool, .. gate.Arguments]) + (string.IsNullOrWhiteSpace(task.Arguments) ? "" : " " + task.Arguments);

    protected override string GetWorkingDirectory() => folder;

    protected override void LogToolCommand(string message) => Log.LogMessage(MessageImportance.Low, message);

    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance) =>
        (messageImportance == StandardOutputLoggingImportance ? results : said).Add(singleLine);

    protected override int ExecuteTool(string pathToTool, string responseFileCommands, string commandLineCommands)
    {
        var exitCode = base.ExecuteTool(pathToTool, responseFileCommands, commandLineCommands);
        if (!task.IsCancelled) Report(exitCode);
        return exitCode;
    }

    /// <summary>The errors are said already.</summary>
    protected override bool HandleTaskExecutionErrors() => false;

    /// <summary>What a run that was killed may have left.</summary>
    public void RemoveHalfWritten()
    {
        try
        {
            foreach (var file in gate.Files) WrittenFiles.RemoveHalfWritten(Full(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogMessage(MessageImportance.Normal, "{0}", "half a file was left: " + e.Message);
        }
    }

    private void Report(int exitCode)
    {
        foreach (var line in said) Log.LogMessage(MessageImportance.Normal, "{0}", line);
        var failed = false;
        foreach (var line in results)
        {
            if (Finding.Parse(line) is not { } finding)
            {
                Log.LogMessage(MessageImportance.Normal, "{0}", line);
                continue;
            }

            // With MoeGateFailOn=never a violation is said and fails nothing.
            var isError = finding.IsError && exitCode != 0;
            failed |= isError;
            Say(isError, finding.Code, PathOf(finding.File), finding.Line, finding.Column, finding.Message);
        }

        if (exitCode == 0 || failed && exitCode is 1 or 3) return;
        var failure = Failure.Of(exitCode, said);
        Say(true, OwnCode, failure.File is { } file ? PathOf(file) : Own, failure.Line, failure.Column, failure.Message);
    }

    private void Say(bool isError, string code, string file, int line, int column, string message)
    {
        var text = gate.Model is not { } model || message.StartsWith(model + ":", StringComparison.Ordinal) ? message : $"{model}: {message}";
        var link = links.Of(code);
        if (isError) Log.LogError(null, code, null, link, file, line, column, 0, 0, "{0}", text);
        else Log.LogWarning(null, code, null, link, file, line, column, 0, 0, "{0}", text);
    }

    /// <summary>The file that belongs to this gate where no other does.</summary>
    private string Own => gate.Config is { } config ? Full(config) : string.IsNullOrWhiteSpace(task.ProjectFile) ? task.BuildEngine.ProjectFileOfTaskNode : task.ProjectFile!;

    /// <summary>
    /// Findings name files relative to the folder in which the tool ran, and a colon as an underscore; those of built-in rules, where
    /// there is no configuration, name a moegate.json that is not there.
    /// </summary>
    private string PathOf(string file)
    {
        if (gate.Config is null && !File.Exists(Full(file))) return Own;
        return gate.Config is { } config && config.Replace(':', '_') == file.Replace(':', '_') ? Own : Full(file);
    }

    private string Full(string path) => Path.GetFullPath(Path.Combine(folder, path));
}
