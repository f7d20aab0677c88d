using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class PlanThatIsIncomplete
{
    [Fact]
    public void HasNoDataForTheLayerThatItLacks()
    {
        var run = Check("""{"1": [0, 1]}""");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("pruning.vs_random: no data at blk.2: the plan has no entry for this layer", run.Out, StringComparison.Ordinal);
        Assert.Contains("pruning.headroom: no data at blk.2: the plan has no entry for this layer", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void HasNoDataForALayerThatWasNotProfiled()
    {
        var run = Check("""{"1": [0, 1], "2": [2, 3], "3": [0, 1]}""");
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("no data at blk.3: the plan names this layer, the expert statistics do not have it", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void FailsWhereALayerKeepsFewerExpertsThanATokenIsRoutedTo()
    {
        var run = Check("""{"1": [0], "2": [2, 3]}""");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("min pruning.headroom is -1 experts at blk.1, limit >= 0", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void FailsRatherThanLackingData()
    {
        var run = Check("""{"1": [0]}""");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("FAIL      MG203", run.Out, StringComparison.Ordinal);
    }

    private static Moegate Check(string plan)
    {
        using var folder = new TestFolder();
        return Moegate.Run("check", "--experts", folder.Write("stats.json", SmallProfile.Text), "--plan", folder.Write("plan.json", plan), "--rules", "moegate:pruning");
    }
}
