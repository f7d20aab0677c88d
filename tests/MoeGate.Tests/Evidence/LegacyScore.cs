using MoeGate.Evidence;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Evidence;

/// <summary>Statistics written before REAP was recorded.</summary>
public class LegacyScore
{
    private static readonly string profile = SmallProfile.Of(SmallProfile.Layer(0, 10, [9, 6, 4, 1], [1, 3, 2, 4], "importance_score"));
    private static readonly string mixed = SmallProfile.Of(
        SmallProfile.Layer(0, 10, [9, 6, 4, 1], [1, 3, 2, 4], "importance_score"), SmallProfile.Layer(1, 10, [9, 6, 4, 1], [1, 3, 2, 4]));

    [Fact]
    public void RanksWhereThereIsNoOther() => Assert.Equal(Score.ImportanceScore, SmallProfile.Read(profile).DefaultScore);

    [Fact]
    public void GivesWayToReap() => Assert.Equal(Score.Reap, SmallProfile.Read(SmallProfile.Text).DefaultScore);

    [Fact]
    public void IsMeasuredWithoutBeingNamed()
    {
        using var folder = new TestFolder();
        var run = Moegate.Run("measure", "--experts", folder.Write("stats.json", profile), "--keep", "2", "--report", "json");
        Assert.Contains("""{"metric":"pruning.kept_mass","subject":"blk.0","value":70,""", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void CannotBeAddedOverShards()
    {
        using var folder = new TestFolder();
        var first = folder.Write("a.json", profile);
        var second = folder.Write("b.json", profile.Replace("[9, 6, 4, 1]", "[9, 5, 5, 1]", StringComparison.Ordinal));
        Refused.With(Moegate.Run("check", "--experts", first, "--experts", second), Refused.AsEvidence, first + ": shards with importance_score cannot be added");
    }

    [Fact]
    public void HasToBeInEveryLayer()
    {
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", mixed);
        Refused.With(Moegate.Run("check", "--experts", path), Refused.AsEvidence, path + ": layer 1 does not record the score \"importance_score\"");
    }

    [Fact]
    public void IsNotComparedWithReapOfAHeldOutText()
    {
        using var folder = new TestFolder();
        var (calibration, heldOut) = (folder.Write("stats.json", SmallProfile.Text), folder.Write("other.json", profile));
        Refused.With(Moegate.Run("check", "--experts", calibration, "--held-out", heldOut), Refused.AsEvidence, heldOut + ": layer 0 does not record the score \"reap\"");
    }

    [Theory]
    [InlineData("ean_mean")]
    [InlineData("reap")]
    public void IsNotTakenForAScoreThatIsAskedFor(string score)
    {
        using var folder = new TestFolder();
        var path = folder.Write("stats.json", profile);
        Refused.With(Moegate.Run("check", "--experts", path, "--score", score), Refused.AsEvidence, $"{path}: layer 0 does not record the score \"{score}\"");
    }

    [Fact]
    public void IsRefusedByNameWhereItIsMisspelt() =>
        Refused.With(Moegate.Run("check", "--experts", "x.json", "--score", "raep"), Refused.AsUsage, "Argument 'raep' not recognized");
}
