using System.Globalization;
using System.Text.RegularExpressions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reports;

/// <summary>
/// The expert report against the one that it grew out of, on the same profile at the same ratio. What differs on purpose is listed
/// in docs/analyze-experts.md: the worst layer, the sizes, and the active parameters.
/// </summary>
public partial class OriginalExpertReport
{
    [Fact]
    public void EveryScoreRowIsTheSame() => SameRows("REAP (gate", columns: [0, 1, 2, 3, 4, 5]);

    [Fact]
    public void EveryInequalityRowIsTheSame()
    {
        var (theirs, ours) = (Rows(Original(), "Gini coefficient"), Rows(Ours(), "Inequality of scores"));
        Assert.Equal(3, theirs.Count);
        Assert.Equal(theirs.Select(r => (r[0], r[1], r[2], r[3])), ours.Select(r => (r[0], r[1], r[2], r[3])));
        Assert.Contains("Mean Gini: 0.01880", Ours(), StringComparison.Ordinal);
        Assert.Contains("Mean CV across layers: 3.456%", Ours(), StringComparison.Ordinal);
    }

    [Fact]
    public void EverySweepRowIsTheSameButForTheWorstLayer()
    {
        var (theirs, ours) = (Rows(Original(), "retention sweep"), Rows(Ours(), "Retention sweep"));
        Assert.Equal(8, theirs.Count);
        Assert.Equal(theirs.Select(r => (r[0], r[1], r[2], r[3], r[4])), ours.Select(r => (r[0], r[1], r[2], r[3], r[4])));

        // The original names the layer of the largest advantage; the worst is the one of the smallest.
        Assert.All(theirs, r => Assert.Equal(10, r[5]));
        Assert.All(ours, r => Assert.Equal(3, r[5]));
    }

    [Fact]
    public void EveryRowOfTheCutIsTheSame()
    {
        var (theirs, ours) = (Rows(Original(), "pruning detail"), Rows(Ours(), "The cut"));
        Assert.Equal(3, theirs.Count);
        Assert.Equal(theirs.Select(r => (r[0], r[1], r[2], r[3], r[4], r[5])), ours.Select(r => (r[0], r[3], r[4], r[5], r[6], r[7])));
        Assert.All(ours, r => Assert.Equal((42, 86), (r[1], r[2])));
        Assert.Contains("AVG                  34.05%   +1.24 pp    0.0020", Ours(), StringComparison.Ordinal);
    }

    [Fact]
    public void NoExpertIsConsistentlyLowInEither()
    {
        Assert.Empty(Rows(Original(), "consistently ranked low"));
        Assert.Contains("0 experts; chance alone lists 0.1.", Ours(), StringComparison.Ordinal);
    }

    private static void SameRows(string section, int[] columns)
    {
        var (theirs, ours) = (Rows(Original(), section), Rows(Ours(), section));
        Assert.Equal(3, theirs.Count);
        Assert.Equal(theirs.Select(r => columns.Select(c => r[c])), ours.Select(r => columns.Select(c => r[c])));
    }

    private static string Original() => File.ReadAllText(Repository.Data("nemotron-expert-stats", "golden.keep033.txt"));

    private static string Ours()
    {
        var run = Moegate.Run("analyze", "experts", Repository.Data("nemotron-expert-stats", "expert_stats_reap.excerpt.json"), "--keep", "0.33");
        Assert.Equal(0, run.ExitCode);
        return run.Out;
    }

    /// <summary>The numbers of every line of a section that begins with one.</summary>
    private static List<double[]> Rows(string report, string section)
    {
        var start = report.LastIndexOf("\n── ", report.IndexOf(section, StringComparison.Ordinal), StringComparison.Ordinal) + 1;
        var end = report.IndexOf("\n── ", start, StringComparison.Ordinal);
        var body = report[start..(end < 0 ? report.Length : end)];
        return [.. body.Split('\n').Where(l => RowStart().IsMatch(l)).Select(l => Number().Matches(l).Select(n => double.Parse(n.Value, CultureInfo.InvariantCulture)).ToArray())];
    }

    [GeneratedRegex(@"^\s+\d+%?\s+[\d.]")]
    private static partial Regex RowStart();

    [GeneratedRegex(@"[-+]?\d+(\.\d+)?")]
    private static partial Regex Number();
}
