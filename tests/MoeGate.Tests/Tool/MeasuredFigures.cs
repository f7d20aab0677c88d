using MoeGate.Tests.Support;

namespace MoeGate.Tests.Tool;

public class MeasuredFigures
{
    private static readonly string[] evidence = ["measure", "--experts", Sample.Path("calibration.json"), "--keep", "0.5"];

    [Fact]
    public void AreThoseOfTheModelUnlessAskedForAll()
    {
        var brief = Moegate.Run(evidence);
        var verbose = Moegate.Run([.. evidence, "--verbose"]);
        Assert.Equal((0, 0), (brief.ExitCode, verbose.ExitCode));
        Assert.Matches(@"pruning\.vs_random +model +17\.9\d+ pp +worst blk\.\d", brief.Out);
        Assert.DoesNotMatch(@"pruning\.vs_random +blk\.1", brief.Out);
        Assert.Matches(@"pruning\.vs_random +blk\.1 +\d", verbose.Out);
        Assert.Contains("--verbose shows every subject, -o FILE writes them all", brief.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--verbose", verbose.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void WithAConfigurationAreThoseOfItsRulesUnlessAskedForAll()
    {
        Assert.DoesNotContain("routing.gini", Moegate.Run("measure", Sample.Path("moegate.json")).Out, StringComparison.Ordinal);
        Assert.Contains("routing.gini", Moegate.Run("measure", Sample.Path("moegate.json"), "--all").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfABrokenProfileAreMeasuredWithoutAVerdict() => Assert.Equal(0, Moegate.Run("measure", Sample.Path("broken.json")).ExitCode);

    [Fact]
    public void OfASelectionAreThoseOfItsLayers()
    {
        var run = Moegate.Run([.. evidence, "--select", "layer=2", "--select", "layer=4", "--report", "json"]);
        Assert.Equal(["blk.2", "blk.4"], Subjects(run));
        Assert.Equal(["blk.1", "blk.2", "blk.3", "blk.5"], Subjects(Moegate.Run([.. evidence, "--select", "layer=!4", "--report", "json"])));
    }

    [Fact]
    public void OfASelectionWithoutLayersAreMissing()
    {
        var run = Moegate.Run("check", "--experts", Sample.Path("calibration.json"), "--select", "layer=77");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("NO DATA   MG101", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void DoNotDependOnTheOrderOfLayersInTheFile()
    {
        using var folder = new TestFolder();
        var (one, two) = (SmallProfile.Layer(1, 10, [9, 6, 4, 1], [0.9, 0.5, 0.4, 0.1]), SmallProfile.Layer(12, 10, [1, 3, 7, 9], [0.1, 0.3, 0.5, 0.7]));
        var ascending = Moegate.Run("measure", "--verbose", "--keep", "2", "--experts", folder.Write("stats.json", SmallProfile.Of(one, two)));
        var descending = Moegate.Run("measure", "--verbose", "--keep", "2", "--experts", folder.Write("stats.json", SmallProfile.Of(two, one)));
        Assert.Equal(ascending.Out, descending.Out);
    }

    private static IEnumerable<string> Subjects(Moegate run) =>
        run.Out.Split("\"subject\":\"").Skip(1).Select(s => s[..s.IndexOf('"', StringComparison.Ordinal)]).Where(s => s.StartsWith("blk.", StringComparison.Ordinal)).Distinct();
}
