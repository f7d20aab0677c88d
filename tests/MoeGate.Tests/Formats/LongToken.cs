using MoeGate.Formats;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Formats;

public class LongToken
{
    private const string Rest = """ "3": {"total_tokens": 2, "activation_counts": [1, 1], "reap": [1, 2]}}""";

    [Fact]
    public void OfMoreThanAMebibyteIsRefused()
    {
        var error = Assert.Throws<InputException>(() => SmallProfile.Read("{\n\"note\": \"" + new string('x', 1 << 20) + "\"," + Rest));
        Assert.Equal("stats.json:2:9: a single value of more than 1024 KiB", error.Message);
    }

    [Fact]
    public void OfManyBuffersIsPassedOver() =>
        Assert.Single(SmallProfile.Read("{\"note\": \"" + new string('x', 900_000) + "\"," + Rest).Layers);

    [Fact]
    public void IsNotWhatAFileOfBlanksHolds() =>
        Assert.Single(SmallProfile.Read(new string(' ', 3 << 20) + "{" + new string('\n', 3 << 20) + Rest + new string('\t', 3 << 20)).Layers);
}
