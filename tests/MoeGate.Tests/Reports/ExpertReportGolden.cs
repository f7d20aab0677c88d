using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>The expert report of the sample, with a cut, held-out texts and the architecture.</summary>
public class ExpertReportGolden
{
    private const int Widest = 100;

    public static TheoryData<string> Cultures => Written.Cultures;

    [Theory]
    [MemberData(nameof(Cultures))]
    public void IsAsCommitted(string culture) =>
        Repository.MustEqual(Written.In(culture, () => Report("--keep", "0.5")), "tests", "MoeGate.Tests", "Reports", "Goldens", "experts.txt");

    [Theory]
    [InlineData("--keep", "0.5")]
    [InlineData("--keep", "5")]
    [InlineData("--keep", "0.125")]
    [InlineData("--plan", "plan-random.json")]
    public void FitsAHundredColumns(string option, string value)
    {
        foreach (var line in Report(option, option == "--plan" ? Sample(value) : value).Split('\n'))
            Assert.True(line.EnumerateRunes().Count() <= Widest, $"{line.EnumerateRunes().Count()} columns: {line}");
    }

    [Theory]
    [InlineData("nemotron-expert-stats/expert_stats_reap.excerpt.json")]
    [InlineData("glm52-saliency/merged/merged_books.json", "--held-out", "glm52-saliency/merged/merged_code_raw.json", "glm52-saliency/merged/merged_math.json")]
    [InlineData("glm52-saliency/merged/merged_code_raw.json", "--plan", "glm52-saliency/keep/keep_code_108.json")]
    public void OfRealProfilesFitsAHundredColumns(params string[] args)
    {
        var run = Moegate.Run(["analyze", "experts", .. args.Select(a => a.StartsWith('-') ? a : Repository.Data(a))]);
        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Out.Split('\n').Where(l => !l.Contains(Repository.Data(), StringComparison.Ordinal)), l => Assert.InRange(l.EnumerateRunes().Count(), 0, Widest));
    }

    [Fact]
    public void NeverShowsASizeAsNothing() => Assert.DoesNotMatch(@"\b0\.0+\b(?! ?pp)", Section(Report("--keep", "0.5"), "Size"));

    private static string Report(params string[] cut)
    {
        var run = Moegate.Run([
            "analyze", "experts", Sample("calibration.json"), "--architecture", Sample("architecture.json"),
            "--held-out", Sample("heldout-prose.json"), Sample("heldout-code.json"), Sample("heldout-arithmetic.json"), .. cut,
        ]);
        Assert.Equal(0, run.ExitCode);
        return run.Out.Replace(Repository.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace('\\', '/');
    }

    private static string Section(string report, string name) => report.Split("── ").Single(s => s.StartsWith(name + " ─", StringComparison.Ordinal));

    private static string Sample(string name) => Repository.File("samples", "experts", name);
}
