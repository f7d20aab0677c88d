using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tasks;

/// <summary>Projects and target frameworks that keep figures and write reports in one folder, which may hold other things too.</summary>
public sealed class FolderOfSeveralProjects : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public void HasFiguresAndReportsOfEach()
    {
        Build("one", "net10.0", "moegate.json");
        Build("one", "net9.0", "moegate.json");
        Build("two", "net10.0", "broken.json");
        Assert.Equal(["one.net10.0.moegate.json", "one.net9.0.moegate.json", "two.net10.0.broken.json"], Directory.GetFiles(folder["shared"], "*.net*.json").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(6, Directory.GetFiles(folder["shared"], "*.json").Length);
        Assert.Equal(3, Directory.GetFiles(folder["shared"], "written-*.txt").Length);
    }

    [Fact]
    public void IsCleanedOfWhatOneWroteAndOfNothingElse()
    {
        var mine = folder.Write("shared/models/model.gguf", "mine");
        Build("one", "", "moegate.json");
        var one = Directory.GetFiles(folder["shared"]);
        Build("two", "", "moegate.json");
        var two = Directory.GetFiles(folder["shared"]).Except(one).Order().ToList();
        folder.Write("shared/one.moegate.json.12-abc.partial", "half");

        Clean("one");
        Assert.Equal(two, Directory.GetFiles(folder["shared"]).Order());
        Clean("two");
        Assert.Empty(Directory.GetFiles(folder["shared"]));
        Assert.Equal("mine", File.ReadAllText(mine));

        File.Delete(mine);
        Directory.Delete(folder["shared/models"]);
        Clean("two");
        Assert.False(Directory.Exists(folder["shared"]));
        Clean("two");
    }

    public void Dispose() => folder.Dispose();

    private void Build(string project, string framework, string config)
    {
        var task = new BuildLog().Task(Sample.Path(config));
        (task.ProjectFile, task.TargetFramework) = (folder[project + ".csproj"], framework);
        (task.CacheFolder, task.ReportFolder, task.ReportPrefix) = (folder["shared"], folder["shared"], project + (framework.Length > 0 ? "." + framework : "") + ".");
        task.Reports = [BuildLog.Item("json")];
        Assert.Equal(config == "moegate.json", task.Execute());
    }

    private void Clean(string project)
    {
        var log = new BuildLog();
        Assert.True(new MoeGate.Tasks.MoeGateClean { BuildEngine = log, CacheFolder = folder["shared"], ProjectFile = folder[project + ".csproj"], TargetFramework = "" }.Execute());
        Assert.Empty(log.Warnings);
    }
}
