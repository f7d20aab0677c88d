using MoeGate.Tests.Support;

namespace MoeGate.Tests.Docs;

/// <summary>The results document among the samples is the one that check writes now; with MOEGATE_UPDATE=1 it is written again.</summary>
public class ResultsSample
{
    [Fact]
    public void IsWhatCheckWrites()
    {
        var (exitCode, output, error) = Peer.Moegate(
            Repository.Root, "check", "--experts", "samples/experts/broken-profile.json", "--rules", "moegate:profile", "--report", "json");
        Assert.Equal((1, ""), (exitCode, error));
        Repository.MustEqual(output, "samples", "experts", "broken-results.json");
    }
}
