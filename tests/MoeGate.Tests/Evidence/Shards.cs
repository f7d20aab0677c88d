using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class Shards
{
    private static readonly string first = SmallProfile.Sums(10, (3, [4, 0, 5], [8, 0, 5]), (5, [1, 2, 3], [1, 1, 1]));
    private static readonly string second = SmallProfile.Sums(20, (3, [6, 0, 1], [1, 0, 2]), (5, [3, 2, 1], [1, 1, 1]));

    [Fact]
    public void AddTokensCountsAndSums()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("measure", "--experts", folder.Write("a.json", first), "--experts", folder.Write("b.json", second), "--report", "json");
        Assert.Contains("""{"metric":"profile.tokens","subject":"blk.3","value":30,""", run.Out, StringComparison.Ordinal);
        Assert.Contains("""{"metric":"profile.dead","subject":"blk.3","value":1,""", run.Out, StringComparison.Ordinal);
        Assert.Contains("""{"metric":"saliency.max","subject":"blk.3","value":1.1666666666666667,""", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfTheSampleAddUpToItsCalibration()
    {
        var sum = MoeGate.Evidence.ExpertProfile.Add([.. Sample.Shards.Select(s => SmallProfile.Read(File.ReadAllText(s)))]);
        var whole = SmallProfile.Read(Sample.Text("calibration.json"));
        Assert.Equal(whole.Layers.Select(l => (l.Layer, l.Tokens)), sum.Layers.Select(l => (l.Layer, l.Tokens)));
        Assert.Equal(whole.Layers.Select(l => l.Counts), sum.Layers.Select(l => l.Counts));
        foreach (var (added, recorded) in sum.Layers.Zip(whole.Layers))
            Assert.All(added.Reap!.Zip(recorded.Reap!), pair => Assert.Equal(1, pair.First / pair.Second, 1e-5));
    }

    [Fact]
    public void GivenTwiceAreRefused()
    {
        using var folder = new TestFolder();
        var (a, b) = (folder.Write("a.json", first), folder.Write("b.json", first));
        Refused.With(Moegate.Run("check", "--experts", a, "--experts", b), Refused.AsEvidence, $"{b}: has the same counts as {a}; give each shard once");
    }

    [Fact]
    public void WithOtherLayersAreRefused()
    {
        using var folder = new TestFolder();
        var (a, b) = (folder.Write("a.json", first), folder.Write("b.json", SmallProfile.Sums(20, (3, [6, 0, 1], [1, 0, 2]))));
        Refused.With(Moegate.Run("check", "--experts", a, "--experts", b), Refused.AsEvidence, $"{b}: has other layers than {a}");
    }

    [Fact]
    public void WithOtherExpertsAreRefused()
    {
        using var folder = new TestFolder();
        var (a, b) = (folder.Write("a.json", SmallProfile.Sums(20, (3, [6, 0, 1], [1, 0, 2]))), folder.Write("b.json", SmallProfile.Sums(20, (3, [6, 1], [1, 2]))));
        Refused.With(Moegate.Run("check", "--experts", a, "--experts", b), Refused.AsEvidence, $"{b}: layer 3 has 2 experts, in {a} it has 3");
    }

    [Fact]
    public void OfBothSchemasAdd()
    {
        using var folder = new TestFolder();
        var means = folder.Write("a.json", SmallProfile.Of(SmallProfile.Layer(3, 10, [4, 0, 5], [2, 0, 1])));
        var sums = folder.Write("b.json", SmallProfile.Sums(20, (3, [6, 0, 1], [1, 0, 2])));
        var run = Moegate.Run("measure", "--experts", means, "--experts", sums, "--report", "json");
        Assert.Contains("""{"metric":"saliency.max","subject":"blk.3","value":1.1666666666666667,""", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void OfWhichOneSawNoTokenAreTakenAsTheyAre()
    {
        using var folder = new TestFolder();
        var empty = SmallProfile.Sums(0, (3, [0, 0, 0], [0, 0, 0]), (5, [0, 0, 0], [0, 0, 0]));
        var run = Moegate.Run("measure", "--experts", folder.Write("a.json", first), "--experts", folder.Write("b.json", empty), "--report", "json");
        Assert.Contains("""{"metric":"profile.tokens","subject":"blk.3","value":10,""", run.Out, StringComparison.Ordinal);
    }
}
