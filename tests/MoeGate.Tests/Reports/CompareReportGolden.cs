using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The comparison of a careless release with its model.</summary>
public class CompareReportGolden
{
    private const int Widest = 170;

    public static TheoryData<string> Cultures => Written.Cultures;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void IsAsCommitted(string culture)
    {
        using var folder = new TestFolder();
        MustEqual(Written.In(culture, () => Moegate.Run(["compare", .. RichPair.Write(folder)])), "compare.txt");
    }

    [Fact]
    public void WithPowerAndEveryLineIsAsCommitted()
    {
        using var folder = new TestFolder();
        MustEqual(Moegate.Run(["compare", .. RichPair.Write(folder), .. RichPair.Power(folder), "--all"]), "compare-power.txt");
    }

    private static void MustEqual(Moegate run, string golden)
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Repository.MustEqual(run.Out, "tests", "MoeGate.Tests", "Reports", "Goldens", golden);
        Assert.All(run.Out.Split('\n'), l => Assert.InRange(l.EnumerateRunes().Count(), 0, Widest));
    }
}
