using MoeGate.Evidence;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Expert 0 was never routed to, though a score is recorded for it.</summary>
public class DeadExpert
{
    private static readonly LayerStatistics layer = SmallProfile.Read(SmallProfile.Of(SmallProfile.Layer(0, 10, [0, 9, 10, 1], [7, 0, 2, 3]))).Layers[0];

    [Theory]
    [InlineData(Score.Reap, new[] { 0.0, 0, 2, 3 })]
    [InlineData(Score.Frequency, new[] { 0.0, 0.9, 1, 0.1 })]
    public void ScoresZero(Score score, double[] expected) => Assert.Equal(expected, layer.Scores(score)!);

    [Fact]
    public void RanksLastButForTiesOfLowerId() => Assert.Equal([3, 2, 0, 1], LayerEvidence.Rank(layer.Scores(Score.Reap)!));

    [Fact]
    public void OfSaliencySumsScoresZero()
    {
        var sums = SmallProfile.Read(SmallProfile.Sums(10, (0, [0, 4, 5], [3, 8, 5]))).Layers[0];
        Assert.Equal([0, 2, 1], sums.Reap!);
        Assert.Equal([0, 2, 1], sums.GateMean!);
    }
}
