using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class ReportFile
{
    [Fact]
    public void IsWrittenIntoFoldersThatWereNotThere()
    {
        using var folder = new TestFolder();
        var path = folder["a/b/results.json"];
        Assert.Equal(0, Moegate.Run("check", Sample.Path("moegate.json"), "-o", path).ExitCode);
        Assert.StartsWith("{\n  \"schema\": \"moegate.results/1\"", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(folder["a/b"]));
    }

    [Fact]
    public void ThatCannotBeWrittenIsRefused()
    {
        using var folder = new TestFolder();
        folder.Write("file", "");
        folder.Write("taken/keep", "");
        foreach (var path in (string[])[folder["file/results.json"], folder["taken"]])
        {
            foreach (var args in (string[][])[["check", "--keep", "0.5"], ["measure", "--experts", Sample.Path("calibration.json")], ["schema"]])
            {
                var run = Moegate.Run([.. args, "-o", path]);
                Assert.Equal(2, run.ExitCode);
                Assert.StartsWith($"moegate: {path}: cannot be written: ", run.Error, StringComparison.Ordinal);
                Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
            }
        }

        Assert.Equal([folder["file"]], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void OfAnEarlierRunStaysWholeWhereTheEvidenceCannotBeRead()
    {
        using var folder = new TestFolder();
        var path = folder.Write("results.json", "earlier");
        Assert.Equal(3, Moegate.Run("check", "--experts", folder.Write("bad.json", "{\"3\": {"), "-o", path, "--report", "sarif=" + folder["new.sarif"]).ExitCode);
        Assert.Equal("earlier", File.ReadAllText(path));
        Assert.Equal(["bad.json", "results.json"], Directory.GetFiles(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void IsNotLeftHalfWritten()
    {
        using var folder = new TestFolder();
        var path = folder.Write("results.json", "earlier");
        folder.Write("taken/keep", "");
        var run = Moegate.Run("check", "--keep", "0.5", "--report", "json=" + path, "--report", "markdown=" + folder["taken"]);
        Assert.Equal(2, run.ExitCode);
        Assert.EndsWith("\n}\n", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("json={0}", "json={0}")]
    [InlineData("json={0}", "markdown={0}")]
    [InlineData("json={0}", "markdown={1}/../results")]
    public void IsNotSharedByTwoReports(string first, string second)
    {
        using var folder = new TestFolder();
        var path = folder["results"];
        var run = Moegate.Run("check", "--keep", "0.5", "--report", string.Format(first, path, folder["x"]), "--report", string.Format(second, path, folder["x"]));
        Refused.With(run, Refused.AsUsage, "two reports to " + path);
        Refused.With(Moegate.Run("check", "--keep", "0.5", "--report", "json=" + path, "-o", path), Refused.AsUsage, "two reports to " + path);
    }

    [Fact]
    public void OnStandardOutputIsOneAtMost()
    {
        Refused.With(Moegate.Run("check", "--keep", "0.5", "--report", "json", "--report", "json"), Refused.AsUsage, "two reports on standard output; give all but one a file: FORMAT=PATH");
        Refused.With(Moegate.Run("measure", "--keep", "0.5", "--report", "json", "--report", "console"), Refused.AsUsage, "two reports on standard output");
    }

    [Fact]
    public void OfTheConfigurationLiesBesideItUnlessTheCommandLineNamesAnother()
    {
        using var folder = new TestFolder();
        var path = folder.Write("gate/moegate.json", """{ "extends": "moegate:pruning", "evidence": { "keep": 0.5 }, "reports": { "json": "out/r.json", "markdown": "out/r.md" } }""");
        Assert.Equal(3, Moegate.Run("check", path, "--report", "markdown=" + folder["other.md"]).ExitCode);
        Assert.True(File.Exists(folder["gate/out/r.json"]));
        Assert.True(File.Exists(folder["other.md"]));
        Assert.False(File.Exists(folder["gate/out/r.md"]));
    }

    [Fact]
    public void OfMeasurementsIsTheWholeTable()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("measure", "--experts", Sample.Path("calibration.json"), "--report", "console=" + folder["table.txt"]);
        Assert.DoesNotContain("blk.1 ", run.Out, StringComparison.Ordinal);
        Assert.Contains("blk.1 ", File.ReadAllText(folder["table.txt"]), StringComparison.Ordinal);
    }
}
