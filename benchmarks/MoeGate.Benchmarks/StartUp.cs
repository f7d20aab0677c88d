using System.Diagnostics;
using System.Runtime.InteropServices;
using MoeGate.Tests.Support;

namespace MoeGate.Benchmarks;

/// <summary>From the start of the process to the verdict, against the least that a .NET program can do.</summary>
internal static class StartUp
{
    private const int Runs = 15;

    public static void Run(string folder, string profile)
    {
        var hello = Publish("benchmarks/Hello", Path.Combine(folder, "hello"), "Hello", readyToRun: false);
        var jit = Publish("src/MoeGate.Tool", Path.Combine(folder, "jit"), "moegate", readyToRun: false);
        var ahead = Publish("src/MoeGate.Tool", Path.Combine(folder, "r2r"), "moegate", readyToRun: true);

        string[] check = ["check", "--experts", profile, "--keep", "0.5"];
        var programs = new (string Name, string Path, string[] Args)[]
        {
            ("hello, world", hello, []),
            ("moegate --version, compiled ahead", ahead, ["--version"]),
            ("moegate check, compiled ahead", ahead, check),
            ("moegate check, as built", jit, check),
        };
        var times = programs.Select(_ => new List<double>()).ToArray();
        for (var run = -1; run < Runs; run++)
        {
            for (var p = 0; p < programs.Length; p++)
            {
                var time = Time(programs[p].Path, programs[p].Args);
                if (run >= 0) times[p].Add(time);
            }
        }

        Console.WriteLine($"Start to verdict, 75 layers x 256 experts ({new FileInfo(profile).Length / 1024} KiB), median of {Runs}, in turn");
        Console.WriteLine($"  {"",-36}{"ms",8}{"x hello",10}");
        var unit = Median(times[0]);
        for (var p = 0; p < programs.Length; p++) Console.WriteLine($"  {programs[p].Name,-36}{Median(times[p]),8:F0}{Median(times[p]) / unit,10:F2}");
        var work = Median(times[2]) - Median(times[1]);
        Console.WriteLine($"  {"the work: check less --version",-36}{work,8:F0}{work / unit,10:F2}");
        Console.WriteLine();
    }

    private static double Time(string program, string[] args)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        watch.Stop();
        return process.ExitCode is 0 or 1 ? watch.Elapsed.TotalMilliseconds : throw new InvalidOperationException($"{program} exited {process.ExitCode}: {process.StandardError.ReadToEnd()}");
    }

    private static string Publish(string project, string output, string name, bool readyToRun)
    {
        string[] args = ["publish", Checkout.File(project), "-c", "Release", "-o", output, "-v", "quiet", "--nologo"];
        if (readyToRun) args = [.. args, "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "false", "-p:PublishReadyToRun=true"];
        using var process = Process.Start(new ProcessStartInfo("dotnet", args) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var log = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(log);
        return Path.Combine(output, OperatingSystem.IsWindows() ? name + ".exe" : name);
    }

    internal static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
