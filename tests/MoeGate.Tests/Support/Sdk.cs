using System.Diagnostics;
using System.Text;

namespace MoeGate.Tests.Support;

/// <summary>The .NET SDK's own commands, run in a folder as a person would, and ended with all that they started.</summary>
internal sealed record Sdk(int ExitCode, string Out)
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);

    public static Sdk Run(string folder, params IEnumerable<string> args)
    {
        using var process = Start(folder, "dotnet", args);
        return Finish(process);
    }

    /// <summary>The SDK or a program that it installed, for a user whose home is in the folder: tools are remembered there.</summary>
    public static Sdk RunAtHome(string folder, string program, params IEnumerable<string> args)
    {
        using var process = Start(folder, program, args, Path.Combine(folder, "home"));
        return Finish(process);
    }

    /// <summary>The same, and the command still runs.</summary>
    public static Process Start(string folder, string program, IEnumerable<string> args, string? home = null)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var arg in args) start.ArgumentList.Add(arg);

        // What the run of the tests is set up with means something else to a build of its own, and nothing may outlive it.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        if (home is not null) start.Environment["DOTNET_CLI_HOME"] = home;
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["RunAnalyzersDuringBuild"] = "false";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What the command wrote, when it is over.</summary>
    public static Sdk Finish(Process process)
    {
        var text = new StringBuilder();
        process.OutputDataReceived += Add;
        process.ErrorDataReceived += Add;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"did not end within {patience}:\n{text}");
        }

        process.WaitForExit();
        return new Sdk(process.ExitCode, text.ToString());

        void Add(object sender, DataReceivedEventArgs line)
        {
            lock (text)
                if (line.Data is not null)
                    text.Append(line.Data).Append('\n');
        }
    }

    /// <summary>This run, which must have succeeded.</summary>
    public Sdk Succeeded()
    {
        Assert.True(ExitCode == 0, Out);
        return this;
    }

    /// <summary>This run, which must have failed.</summary>
    public Sdk Failed()
    {
        Assert.True(ExitCode != 0, Out);
        return this;
    }
}
