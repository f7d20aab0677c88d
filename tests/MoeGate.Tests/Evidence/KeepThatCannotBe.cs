using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

public class KeepThatCannotBe
{
    [Theory]
    [InlineData("1.5")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("2.5")]
    [InlineData("50%")]
    [InlineData("0,5")]
    [InlineData("")]
    public void IsRefusedOnTheCommandLine(string keep) =>
        Refused.With(Moegate.Run("check", "--experts", Sample.Path("calibration.json"), "--keep", keep), Refused.AsUsage, $"--keep {keep} cannot be; a number above 0 and up to 1 is a ratio, a whole number above 1 a count");

    [Theory]
    [InlineData("1.5")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2.5")]
    public void IsRefusedAtItsPlaceInAConfiguration(string keep) => Configured("¦" + keep, $"keep {keep} cannot be");

    [Theory]
    [InlineData("3", "keep 3 leaves 3 of 32 experts in layer 1, fewer than the 4 that each token is routed to")]
    [InlineData("0.1", "keep 0.1 leaves 3 of 32 experts in layer 1, fewer than the 4 that each token is routed to")]
    [InlineData("33", "keep 33 is more than the 32 experts of layer 1")]
    public void IsRefusedAgainstTheProfile(string keep, string fault)
    {
        Refused.With(Moegate.Run("check", "--experts", Sample.Path("calibration.json"), "--keep", keep), Refused.AsUsage, fault);
        Configured("¦" + keep, fault);
    }

    [Fact]
    public void IsRefusedWhereALaterLayerIsTheSmaller()
    {
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", SmallProfile.Of(SmallProfile.Layer(0, 4, [4, 4, 0, 0, 0], [1, 1, 1, 1, 1]), SmallProfile.Layer(1, 4, [4, 4, 0, 0], [1, 1, 1, 1])));
        Refused.With(Moegate.Run("check", "--experts", path, "--keep", "5"), Refused.AsUsage, "keep 5 is more than the 4 experts of layer 1");
    }

    [Theory]
    [InlineData("4")]
    [InlineData("32")]
    [InlineData("1")]
    [InlineData("0.125")]
    public void IsNotOneAtTheEdge(string keep) => Assert.NotEqual(2, Moegate.Run("check", "--experts", Sample.Path("calibration.json"), "--keep", keep).ExitCode);

    [Fact]
    public void IsAnythingBesideAPlan()
    {
        Refused.With(Moegate.Run("check", "--keep", "0.5", "--plan", Sample.Path("plan-reap.json")), Refused.AsUsage, "--keep and --plan exclude each other");
        var at = Marked.At("{ \"evidence\": {\n \"keep\": 0.5, \"plan\": ¦\"plan.json\" } }");
        using var folder = new TestFolder();
        var path = folder.Write("moegate.json", at.Text);
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, at.In(path) + "keep and plan exclude each other");
    }

    [Fact]
    public void GivesWayToThePlanOfTheCommandLine()
    {
        var run = Moegate.Run("check", Sample.Path("moegate.json"), "--plan", Sample.Path("plan-random.json"));
        Assert.Equal(1, run.ExitCode);
    }

    private static void Configured(string keep, string fault)
    {
        var at = Marked.At("{ \"extends\": \"moegate:pruning\",\n  \"evidence\": { \"experts\": \"calibration.json\", \"keep\": " + keep + " } }");
        using var folder = new TestFolder();
        folder.Write("calibration.json", Sample.Text("calibration.json"));
        var path = folder.Write("moegate.json", at.Text);
        Refused.With(Moegate.Run("check", path), Refused.AsUsage, at.In(path) + fault);
    }
}
