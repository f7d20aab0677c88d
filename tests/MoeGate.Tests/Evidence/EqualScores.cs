using MoeGate.Evidence;

namespace MoeGate.Tests.Evidence;

public class EqualScores
{
    [Fact]
    public void RankByTheLowestId() => Assert.Equal([2, 5, 0, 1, 4, 3], LayerEvidence.Rank([1, 1, 2, 0, 1, 2]));

    [Fact]
    public void OfManyExpertsRankByTheLowestId()
    {
        var random = new Random(5);
        var scores = Enumerable.Range(0, 2000).Select(_ => (double)random.Next(7)).ToArray();
        Assert.Equal(Enumerable.Range(0, scores.Length).OrderByDescending(e => scores[e]).ThenBy(e => e), LayerEvidence.Rank(scores));
    }
}
