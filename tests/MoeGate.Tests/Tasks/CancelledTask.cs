using System.Diagnostics;
using MoeGate.Blocks;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tasks;

public class CancelledTask
{
    [Fact]
    public async Task EndsAtOnceAndLeavesNothing()
    {
        using var folder = new TestFolder();
        var model = SparseFile.Gguf(folder, "model.gguf", [.. Enumerable.Range(0, 64).Select(n => ($"blk.{n}.attn_q.weight", WeightTypes.Find("f32")!, new long[] { 8192, 16384 }))]).Path;
        var log = new BuildLog();
        var task = log.Task(null, BuildLog.Item(model), BuildLog.Item(Repository.File("samples", "weights", "model.gguf")));
        task.CacheFolder = folder["kept"];
        task.Reports = [BuildLog.Item("json")];
        task.ReportFolder = folder["out"];

        // What an earlier run, or this one, may have begun to write; a file of somebody else's stays.
        folder.Write("out/model.json.1-abc.partial", "half");
        folder.Write("out/model.jsonl.partial", "whole");

        var running = Task.Run(task.Execute, TestContext.Current.CancellationToken);
        await Task.Delay(1500, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted, string.Join('\n', log.Errors.Select(e => e.Message)));
        var clock = Stopwatch.StartNew();
        task.Cancel();

        Assert.False(await running);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Empty(log.Errors);
        Assert.Equal(["model.jsonl.partial"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName));
        Assert.StartsWith("written-", Assert.Single(Directory.GetFiles(folder["kept"]).Select(Path.GetFileName)), StringComparison.Ordinal);
    }
}
