using System.Diagnostics;
using System.Globalization;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Packages;

[Collection(SdkCommands.Name)]
public class CancelledBuild(PackedPackages packages)
{
    [Fact]
    public void EndsTheToolAndLeavesNothingHalfWritten()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processes are found by /proc");
        using var consumer = new Consumer(packages, "<MoeGateReports>json</MoeGateReports>", """<MoeGateModel Include="slow.gguf" />""");
        using var folder = new TestFolder();
        var slow = SparseFile.Gguf(folder, "slow.gguf", [.. Enumerable.Range(0, 64).Select(n => ($"blk.{n}.attn_q.weight", WeightTypes.Find("f32")!, new long[] { 8192, 16384 }))]).Path;
        File.Move(slow, consumer["slow.gguf"]);

        consumer.Write("obj/Debug/net10.0/moegate/slow.json.1-abc.partial", "half");

        // The process that is started is the one that is interrupted: env takes its place. What runs in the background of a shell inherits
        // that interrupts are ignored, and env takes that back.
        using var build = Sdk.Start(consumer.Path, "env", ["--default-signal=INT", "dotnet", "build", "-nodeReuse:false", "-v", "d", "-tl:off"]);
        var lines = new List<string>();
        var started = new ManualResetEventSlim();
        build.OutputDataReceived += (_, line) =>
        {
            lock (lines) lines.Add(line.Data ?? "");
            if (line.Data?.Contains("moegate.dll", StringComparison.Ordinal) == true && line.Data.Contains("--candidate", StringComparison.Ordinal)) started.Set();
        };
        build.BeginOutputReadLine();
        build.BeginErrorReadLine();

        // The command line is said before the process is there, and on a machine that is busy each takes its time.
        var didStart = started.Wait(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => Tools(consumer.Path).Exists(id => HasOpen(id, "slow.gguf")), TimeSpan.FromMinutes(1));
        var ran = Tools(consumer.Path).Count;
        Assert.Equal(0, Peer.Run("kill", "-INT", build.Id.ToString(CultureInfo.InvariantCulture)).ExitCode);
        var ended = build.WaitForExit(TimeSpan.FromMinutes(5));
        if (!ended) build.Kill(entireProcessTree: true);

        Assert.True(didStart && ended, string.Join('\n', lines));
        Assert.Equal(1, ran);
        Assert.NotEqual(0, build.ExitCode);
        Assert.True(SpinWait.SpinUntil(() => Tools(consumer.Path).Count == 0, TimeSpan.FromMinutes(1)), "the tool still runs");
        Assert.StartsWith("written-", Assert.Single(Directory.GetFiles(consumer["obj/Debug/net10.0/moegate"]).Select(Path.GetFileName)), StringComparison.Ordinal);
    }

    /// <summary>The tool's processes in this folder.</summary>
    private static List<int> Tools(string folder) =>
        [.. Process.GetProcessesByName("dotnet").Where(p => Runs(p, folder)).Select(p => p.Id)];

    /// <summary>Whether a process is at work on a file.</summary>
    private static bool HasOpen(int process, string file)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(f => new FileInfo(f).LinkTarget?.EndsWith("/" + file, StringComparison.Ordinal) == true);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool Runs(Process process, string folder)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline").Contains("moegate.dll", StringComparison.Ordinal)
                && new DirectoryInfo($"/proc/{process.Id}/cwd").LinkTarget == folder;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
