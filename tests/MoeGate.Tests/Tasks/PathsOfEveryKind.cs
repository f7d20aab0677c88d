using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tasks;

public class PathsOfEveryKind
{
    public static TheoryData<string> Names => new("two words", "größe 模型", "100%25;a%3Bb", "it's", "quote\"d \"end", "$(Property) @(Item) *", "-leading", "a=b");

    [Theory]
    [MemberData(nameof(Names))]
    public void ReachTheToolAsTheyAre(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && name.IndexOfAny(['"', '*']) >= 0, "no file can be called so here");
        using var folder = new TestFolder();
        foreach (var file in (string[])["calibration.json", "broken-profile.json", "architecture.json", "heldout-prose.json", "heldout-code.json", "heldout-arithmetic.json", "broken.json"])
            folder.Write($"{name}/{file}", File.ReadAllText(Sample.Path(file)));
        var log = new BuildLog();
        var task = log.Task(folder[$"{name}/broken.json"]);
        task.CacheFolder = folder[name + "/kept"];
        task.Reports = [BuildLog.Item("json")];
        task.ReportFolder = folder[name + "/out"];

        Assert.False(task.Execute());
        Assert.Equal(["MG101", "MG202", "T201", "T202"], log.Errors.Select(e => e.Code));
        Assert.All(log.Errors, e => Assert.Equal(folder[$"{name}/broken.json"], e.File));
        Assert.True(File.Exists(folder[name + "/out/broken.json"]));
        Assert.Single(Directory.GetFiles(folder[name + "/kept"], "*.json"));
    }
}
