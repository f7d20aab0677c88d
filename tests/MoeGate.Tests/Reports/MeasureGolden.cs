using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>What measure prints of the sample.</summary>
public class MeasureGolden
{
    public static TheoryData<string> Cultures => Written.Cultures;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void IsAsCommitted(string culture) =>
        Repository.MustEqual(Written.In(culture, () => Measure()), "tests", "MoeGate.Tests", "Reports", "Goldens", "measure.txt");

    [Theory]
    [MemberData(nameof(Cultures))]
    public void WithEverySubjectIsAsCommitted(string culture) =>
        Repository.MustEqual(Written.In(culture, () => Measure("--verbose")), "tests", "MoeGate.Tests", "Reports", "Goldens", "measure-verbose.txt");

    private static string Measure(params string[] options)
    {
        var run = Moegate.Run(["measure", Repository.File("samples", "experts", "moegate.json"), "--all", .. options]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Out;
    }
}
