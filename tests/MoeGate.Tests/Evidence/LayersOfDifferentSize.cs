using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class LayersOfDifferentSize
{
    private static readonly string profile = SmallProfile.Of(
        SmallProfile.Layer(10, 10, [9, 6, 4, 1], [4, 3, 2, 1]),
        SmallProfile.Layer(2, 10, [9, 6, 2, 1, 1, 1], [6, 5, 4, 3, 2, 1]));

    [Fact]
    public void AreReadAndSortedByNumber() => Assert.Equal([(2, 6), (10, 4)], SmallProfile.Read(profile).Layers.Select(l => (l.Layer, l.Experts)));

    [Fact]
    public void AreCutEachByItsOwnSize()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("measure", "--experts", folder.Write("stats.json", profile), "--keep", "0.5", "--report", "json");
        Assert.Contains("""{"metric":"pruning.experts_kept","subject":"blk.2","value":3,""", run.Out, StringComparison.Ordinal);
        Assert.Contains("""{"metric":"pruning.experts_kept","subject":"blk.10","value":2,""", run.Out, StringComparison.Ordinal);
    }
}
