using MoeGate.Formats;

namespace MoeGate.Tests.Formats;

public class MisspeltName
{
    private static readonly string[] known = ["pruning.vs_random", "pruning.headroom", "profile.dead"];

    [Theory]
    [InlineData("pruning.vs_randon", "pruning.vs_random")]
    [InlineData("PRUNING.HEADROOM", "pruning.headroom")]
    [InlineData("profile.deda", "profile.dead")]
    [InlineData("headroom", "pruning.headroom")]
    [InlineData("room", null)]
    [InlineData("", null)]
    public void FindsTheNearestKnownOneOrNone(string name, string? nearest) => Assert.Equal(nearest, Nearest.To(name, known));

    [Fact]
    public void TakesTheFirstByAlphabetOfEquallyNearOnes() => Assert.Equal("aa", Nearest.To("ax", ["ab", "aa", "ac"]));

    [Fact]
    public void IsAnsweredWithAllThatIsKnownWhereNothingIsNear() => Assert.Equal("known here: one, two", Nearest.Hint("quite another", ["one", "two"]));

    [Fact]
    public void OfAnyLengthTakesNoTime() => Assert.Null(Nearest.To(new string('x', 10_000_000), [new string('x', 1000)]));
}
