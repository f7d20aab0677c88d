using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class PlanByItself
{
    [Fact]
    public void OfListsHasLayersNamedByPosition()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("measure", "--plan", folder.Write("plan.json", "[[1, 0], [3, 2, 1]]"), "--report", "json");
        Assert.Contains("""{"metric":"pruning.experts_kept","subject":"moe.0","value":2,""", run.Out, StringComparison.Ordinal);
        Assert.Contains("""{"metric":"pruning.experts_kept","subject":"moe.1","value":3,""", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void WithLayerNumbersHasLayersNamedByThem()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("measure", "--plan", folder.Write("plan.json", """{"7": [1, 0]}"""), "--report", "json");
        Assert.Contains("""{"metric":"pruning.experts_kept","subject":"blk.7","value":2,""", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"1": [0, 1, 2, 3], "2": [4, 5, 6, 7], "3": [0, 1, 2, 3], "4": [0, 1, 2, 3], "5": [0, 1, 2, 3]}""", 0)]
    [InlineData("""{"1": [0, 1, 2, 3], "2": [4, 5, 6], "3": [0, 1, 2, 3], "4": [0, 1, 2, 3], "5": [0, 1, 2, 3]}""", 1)]
    public void IsHeldAgainstTheModelsTopK(string plan, int exitCode)
    {
        using var folder = new TestFolder();
        var path = folder.Write("plan.json", plan);
        Assert.Equal(exitCode, Moegate.Run("check", "--plan", path, "--architecture", Sample.Path("architecture.json")).ExitCode);
    }
}
