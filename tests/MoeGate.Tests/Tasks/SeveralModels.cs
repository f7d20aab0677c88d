using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tasks;

public class SeveralModels
{
    [Fact]
    public void AreJudgedEachWhateverBecameOfTheOneBefore()
    {
        using var folder = new TestFolder();
        var log = new BuildLog();
        var task = log.Task(
            null,
            BuildLog.Item(folder["not-there.gguf"]),
            BuildLog.Item(Repository.File("samples", "weights", "model-broken.gguf")),
            BuildLog.Item(Repository.File("samples", "releases", "pruned-q4_0.gguf"), ("Reference", Repository.File("samples", "weights", "model.gguf")), ("Plan", Repository.File("samples", "releases", "plan.json"))));
        task.Reports = [BuildLog.Item("json"), BuildLog.Item("junit=" + folder["own.xml"])];
        task.ReportFolder = folder["reports"];
        task.CacheFolder = folder["cache"];
        task.Reports = [task.Reports[0]];

        Assert.False(task.Execute());
        Assert.Equal(1, task.ExitCode);
        Assert.StartsWith(folder["not-there.gguf"] + ": no such file", log.Errors.Single(e => e.Code == "MOEGATE").Message, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Errors, e => e.Message!.Contains("pruned-q4_0", StringComparison.Ordinal));
        Assert.Equal(["model-broken.json", "pruned-q4_0.json"], Directory.GetFiles(folder["reports"]).Select(Path.GetFileName).Order());
        Assert.Contains("\"pass\"", File.ReadAllText(folder["reports/pruned-q4_0.json"]), StringComparison.Ordinal);
        Assert.Contains(folder["reports/model-broken.json"], File.ReadAllLines(Assert.Single(Directory.GetFiles(folder["cache"], "written-*.txt"))));
    }

    [Fact]
    public void OfOneNameHaveReportsOfTheirOwn()
    {
        using var folder = new TestFolder();
        foreach (var name in (string[])["a", "b"])
        {
            Directory.CreateDirectory(folder[name]);
            File.Copy(Repository.File("samples", "weights", "model.gguf"), folder[name + "/model.gguf"]);
        }

        var log = new BuildLog();
        var task = log.Task(null, BuildLog.Item(folder["a/model.gguf"]), BuildLog.Item(folder["b/model.gguf"]));
        task.Reports = [BuildLog.Item("markdown"), BuildLog.Item("sarif")];
        task.ReportFolder = folder["out"];
        task.CacheFolder = folder["cache"];
        Assert.True(task.Execute());
        Assert.Equal(["model-2.md", "model-2.sarif", "model.md", "model.sarif"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, Directory.GetFiles(folder["cache"], "*.json").Length);
    }

    [Fact]
    public void TakeListsOfFilesInTheirMetadata()
    {
        using var folder = new TestFolder();
        var odd = folder["held; out.json"];
        File.Copy(Sample.Path("heldout-code.json"), odd);
        var log = new BuildLog();
        var task = log.Task(null, BuildLog.Item(
            Repository.File("samples", "weights", "model.gguf"),
            ("Experts", string.Join(';', Sample.Shards)),
            ("HeldOut", $"{Sample.Path("heldout-prose.json")};{BuildLog.Escaped(odd)}"),
            ("Keep", "0.5")));
        task.Reports = [BuildLog.Item("json=" + folder["results.json"])];
        task.Execute();
        var results = File.ReadAllText(folder["results.json"]);
        Assert.Contains("held; out.json", results, StringComparison.Ordinal);
        Assert.Contains("heldout-prose.json", results, StringComparison.Ordinal);
        Assert.Contains("03.json", results, StringComparison.Ordinal);
        Assert.Contains("\"value\":\"0.5\"", results, StringComparison.Ordinal);
    }
}
