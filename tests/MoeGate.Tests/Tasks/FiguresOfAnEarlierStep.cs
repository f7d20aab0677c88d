using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tasks;

public class FiguresOfAnEarlierStep
{
    [Fact]
    public void AreJudgedWithoutBeingKept()
    {
        using var folder = new TestFolder();
        Assert.Equal(0, Moegate.Run("measure", Sample.Path("broken.json"), "--all", "-o", folder["figures.json"]).ExitCode);
        var log = new BuildLog();
        var task = log.Task(Sample.Path("broken.json"));
        task.Metrics = folder["figures.json"];
        task.CacheFolder = folder["kept"];
        Assert.False(task.Execute());
        Assert.Equal(1, task.ExitCode);
        Assert.Contains(log.Errors, e => e.Code == "T201");
        Assert.Empty(Directory.GetFiles(folder["kept"], "*.json"));
    }
}
