using System.Diagnostics;

namespace MoeGate.Tests.Support;

/// <summary>The shell that steps of a workflow run in; tests that need it are skipped where there is none.</summary>
internal static class Bash
{
    /// <summary>What the runner of these tests itself may have set, and a simulated one has not.</summary>
    private static readonly string[] inherited = ["GITHUB_", "RUNNER_", "MOEGATE_"];

    private static readonly string program = OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Git", "bin", "bash.exe")
        : OnPath("bash") ?? "";

    public static string? OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a script in a folder, with nothing of a runner in its environment but what is given.</summary>
    public static (int ExitCode, string Out, string Error) Run(string folder, IReadOnlyDictionary<string, string> environment, params IEnumerable<string> args)
    {
        Assert.SkipUnless(File.Exists(program), "there is no bash");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var arg in args) start.ArgumentList.Add(arg);
        foreach (var name in start.Environment.Keys.Where(n => inherited.Any(i => n.StartsWith(i, StringComparison.Ordinal))).ToList()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }
}
