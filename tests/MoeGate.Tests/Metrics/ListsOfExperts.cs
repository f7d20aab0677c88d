using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>The figures of each expert, beside those of its layer.</summary>
public class ListsOfExperts
{
    [Fact]
    public void AreLoadsInMeansScoresAndTheKept()
    {
        using var folder = new TestFolder();
        var stats = folder.Write("stats.json", SmallProfile.Text);
        var results = folder["results.json"];

        Assert.Equal(0, Moegate.Run("measure", "--experts", stats, "--keep", "2", "-o", results).ExitCode);

        // Layer 1 was given 9, 6, 4 and 1 tokens, 5 in the mean.
        Assert.Equal([("0", 1.8), ("1", 1.2), ("2", 0.8), ("3", 0.2)], Items("routing.max_load", "blk.1"));
        Assert.Equal([("0", 0.9), ("1", 0.5), ("2", 0.4), ("3", 0.1)], Items("saliency.max", "blk.1"));
        Assert.Equal([("0", 1), ("1", 1)], Items("pruning.experts_kept", "blk.1"));
        Assert.Equal([("2", 1), ("3", 1)], Items("pruning.experts_kept", "blk.2"));
        Assert.Empty(Items("saliency.max", "model"));

        IEnumerable<(string, double)> Items(string metric, string subject) =>
            MoeGate.Reports.ResultsReader.Read(MoeGate.Evidence.EvidencePath.OnCommandLine(results))[metric, Subject.Parse(subject)]!.Items.Select(i => (i.Index, i.Value));
    }
}
