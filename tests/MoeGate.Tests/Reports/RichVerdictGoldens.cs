using MoeGate.Reports;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>What each reporter writes of the rich verdict, to be read in a review; the same in every culture.</summary>
public class RichVerdictGoldens
{
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var (name, _, _) in goldens)
                foreach (var culture in Written.CultureNames)
                    all.Add(name, culture);
            return all;
        }
    }

    private static readonly (string Name, string Format, ReportStyle Style)[] goldens =
    [
        ("console.txt", "console", new ReportStyle()),
        ("console-verbose.txt", "console", new ReportStyle(Verbose: true)),
        ("console-color.txt", "console", new ReportStyle(Color: true)),
        ("html.html", "html", new ReportStyle()),
        ("json.json", "json", new ReportStyle()),
        ("junit.xml", "junit", new ReportStyle()),
        ("sarif.sarif", "sarif", new ReportStyle()),
        ("markdown.md", "markdown", new ReportStyle()),
        ("github.txt", "github", new ReportStyle()),
        ("msbuild.txt", "msbuild", new ReportStyle()),
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void IsAsCommitted(string name, string culture)
    {
        var (_, format, style) = goldens.Single(g => g.Name == name);
        var text = Written.In(culture, () => Written.By(format, RichVerdict.Verdict, style));
        Repository.MustEqual(text, "tests", "MoeGate.Tests", "Reports", "Goldens", name);
    }

    [Fact]
    public void CoverEveryReporter() => Assert.Equal(Reporter.All.Select(r => r.Format), goldens.Select(g => g.Format).Distinct().Order(StringComparer.Ordinal));
}
