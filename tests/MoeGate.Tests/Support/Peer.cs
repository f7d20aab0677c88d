using System.Diagnostics;

namespace MoeGate.Tests.Support;

/// <summary>A program that is not ours, run to compare with it.</summary>
internal static class Peer
{
    /// <summary>Python with NumPy; skips the test where there is none.</summary>
    public static string Python { get; } = new[] { "/usr/bin/python3", "python3" }.FirstOrDefault(p => Succeeds(p, "-c", "import numpy")) ?? "";

    public static string RequirePython()
    {
        Assert.SkipWhen(Python.Length == 0, "Python with NumPy is not installed");
        return Python;
    }

    /// <summary>A program of a package installed by npm under tests/tools; skips the test where it is not.</summary>
    public static string RequireTool(params string[] parts)
    {
        var path = Repository.File(["tests", "tools", "node_modules", .. parts]);
        Assert.SkipUnless(File.Exists(path), "the npm tools are not installed: npm ci --ignore-scripts in tests/tools");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>The tool as a process of its own, in this folder.</summary>
    public static (int ExitCode, string Out, string Error) Moegate(string folder, params IEnumerable<string> args) =>
        RunIn(folder, "dotnet", [Tool, .. args]);

    /// <summary>The same with a variable of the environment set.</summary>
    public static (int ExitCode, string Out, string Error) MoegateWith(string variable, string value, params IEnumerable<string> args)
    {
        using var process = Start("", "dotnet", [Tool, .. args], new KeyValuePair<string, string?>(variable, value));
        return Finish(process);
    }

    /// <summary>The same, and the most memory that the process held at once.</summary>
    public static (int ExitCode, string Error, long Peak) MoegateWithPeak(params IEnumerable<string> args)
    {
        using var process = Start("", "dotnet", [Tool, .. args]);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var peak = 0L;
        do
        {
            process.Refresh();
            peak = Math.Max(peak, PeakOf(process));
        }
        while (!process.WaitForExit(20));
        output.GetAwaiter().GetResult();
        return (process.ExitCode, error.GetAwaiter().GetResult(), peak);
    }

    public static (int ExitCode, string Out, string Error) Run(string program, params IEnumerable<string> args) => RunIn("", program, args);

    private static string Tool => Path.Combine(AppContext.BaseDirectory, "moegate.dll");

    private static (int ExitCode, string Out, string Error) RunIn(string folder, string program, IEnumerable<string> args)
    {
        using var process = Start(folder, program, args);
        return Finish(process);
    }

    private static (int ExitCode, string Out, string Error) Finish(Process process)
    {
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static Process Start(string folder, string program, IEnumerable<string> args, params ReadOnlySpan<KeyValuePair<string, string?>> environment)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>0 where the process is gone.</summary>
    private static long PeakOf(Process process)
    {
        try
        {
            return process.PeakWorkingSet64;
        }
        catch (InvalidOperationException)
        {
            return 0;
        }
    }

    private static bool Succeeds(string program, params IEnumerable<string> args)
    {
        try
        {
            return Run(program, args).ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
