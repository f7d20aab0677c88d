using System.Text.RegularExpressions;
using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Rules;

namespace MoeGate.Tests.Reports.Html;

/// <summary>What is drawn is where the figures are.</summary>
public class DrawnFigures
{
    private static readonly string[] drawn = ["saliency.max", "routing.max_load", "pruning.experts_kept"];

    [Fact]
    public void OfARetentionSweepAreSharesOfTheSortedSum()
    {
        // Of 4, 3, 2 and 1 the best hold 40, 70, 90 and 100 %.
        var html = Page(Layer("blk.3", [1, 4, 2, 3], kept: [1, 3]));

        Assert.Contains("M0 1000L250 600L500 300L750 100L1000 0", html, StringComparison.Ordinal);
        Assert.Contains("<circle r=\"3.5\" cx=\"50%\" cy=\"30%\"/>", html, StringComparison.Ordinal);
        Assert.Contains("blk.3: the best 2 of 4 experts hold 70.0 %; the cut keeps 2 experts, 50.0 %, and 70.0 % of the saliency", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfACutThatDoesNotFollowTheScoresLieBelowTheLine()
    {
        var html = Page(Layer("blk.3", [1, 4, 2, 3], kept: [0, 1]));

        Assert.Contains("<circle r=\"3.5\" cx=\"50%\" cy=\"50%\"/>", html, StringComparison.Ordinal);
        Assert.Contains("not by score: 1 of the best 2 are pruned", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAScoreCurveAreStepsInTheLayersOwnScale()
    {
        var html = Page(Layer("blk.3", [1, 4, 2, 3], kept: [1, 3]));

        // 200 is the height: 4 is at the top, 3 a quarter below it.
        Assert.Contains("<path class=\"kept\" d=\"M0 200V0h1V50h1V200z\"/><path class=\"cut\" d=\"M2 200V100h1V150h1V200z\"/>", html, StringComparison.Ordinal);
        Assert.Contains("<line class=\"edge\" x1=\"50%\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAMapHaveTheClassOfTheirShareOfTheMean()
    {
        // The mean is 2.5: 1 is 0.4 of it, 4 is 1.6, 2 is 0.8, 3 is 1.2.
        var html = Page(Layer("blk.3", [1, 4, 2, 3], kept: [1, 3]), Layer("blk.4", [0, 1, 1, 2], kept: [1, 3]));

        Assert.Contains("<path class=\"h3 gone\" d=\"M0 0.5h1\"/>", html, StringComparison.Ordinal);
        Assert.Contains("<path class=\"h7\" d=\"M1 0.5h1", html, StringComparison.Ordinal);
        Assert.Contains("<path class=\"h0 gone\" d=\"M0 1.5h1\"/>", html, StringComparison.Ordinal);
        Assert.Contains("[\"blk.3\",[0.4,1.6,0.8,1.2],\"0101\"]", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfALargeMapAreOneCellForEveryExpert()
    {
        var html = Written.By("html", LargeVerdict.Verdict);
        var cells = Regex.Matches(html, "<path class=\"h[0-9]+(?: gone)?\" d=\"(?<d>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10))
            .SelectMany(p => Regex.Matches(p.Groups["d"].Value, "h(?<n>[0-9]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)))
            .Sum(m => int.Parse(m.Groups["n"].Value));

        Assert.Equal(2 * LargeVerdict.Layers * LargeVerdict.Experts, cells);
    }

    [Fact]
    public void OfTensorsStandAtTheirLayerAndValue()
    {
        var html = Page(Of("error.sqnr", "blk.0.ffn_up", (Reading)10 with { Expected = 20 }), Of("error.sqnr", "blk.4.ffn_up", (Reading)40 with { Expected = 20 }));

        // Layers 0 to 4 have half a layer of room on each side, dB go from 0 to 40.
        Assert.Contains("<circle class=\"dot\" cx=\"10%\" cy=\"75%\" r=\"3\"/>", html, StringComparison.Ordinal);
        Assert.Contains("<circle class=\"dot\" cx=\"90%\" cy=\"0%\" r=\"3\"/>", html, StringComparison.Ordinal);
        Assert.Contains("<rect class=\"dash\" x=\"90%\" y=\"50%\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfAnEvaluationHaveTwoStandardErrorsToEachSide()
    {
        var ratio = Of("eval.perplexity_ratio", "eval.code", (Reading)1.2 with { Stderr = 0.05 });
        var html = Page(ratio);

        // The axis goes from 1, the reference, to 1.3 and ends there: 1.1 and 1.3 are at a third and at the end.
        Assert.Contains("<line class=\"error\" x1=\"33.33%\" x2=\"100%\"", html, StringComparison.Ordinal);
        Assert.Contains("<circle class=\"dot\" cx=\"66.67%\"", html, StringComparison.Ordinal);
        Assert.Contains("<line class=\"chance\" x1=\"0%\" x2=\"0%\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"ring\"", html, StringComparison.Ordinal);

        var compared = Written.By("html", Verdict([ratio]) with { Baseline = new MetricSet([ratio with { Reading = (Reading)1.1 with { Stderr = 0.05 } }], [], EvidenceKind.None) });
        Assert.Contains("<circle class=\"ring\" cx=\"33.33%\"", compared, StringComparison.Ordinal);
        Assert.Contains("1.2 ± 0.1 (two standard errors); in the baseline 1.1 ± 0.1", compared, StringComparison.Ordinal);
    }

    [Fact]
    public void OfBitsAreOneRunWhereNeighboursAreStoredAlike()
    {
        var html = Page([.. new[] { (0, "q4_K", 4.5), (1, "q4_K", 4.5), (2, "q6_K", 6.5625), (3, "q4_K", 4.5) }.Select(t => Of("type.bits_per_weight", $"blk.{t.Item1}.ffn_up", t.Item3) with { Subject = Subject.Parse($"blk.{t.Item1}.ffn_up").OfType(t.Item2) })]);

        Assert.Contains("blk.0 to blk.1, ffn_up: q4_K, 4.5 bits per weight</title><rect class=\"b3\" x=\"0%\" y=\"0%\" width=\"50%\"", html, StringComparison.Ordinal);
        Assert.Contains("blk.2.ffn_up: q6_K, 6.5625 bits per weight</title><rect class=\"b5\" x=\"50%\" y=\"0%\" width=\"25%\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfTensorsWithoutALayerAreSaidUnderThePlot()
    {
        var html = Page(Typed("error.sqnr", "blk.0.ffn_up", "q4_K", 20), Typed("error.sqnr", "output", "q6_K", 31), Typed("type.bits_per_weight", "token_embd", "q4_K", 4.5), Typed("type.bits_per_weight", "output", "q6_K", 6.5625));

        Assert.Contains("<p class=\"aside\">Without a layer: output q6_K 31 dB</p>", html, StringComparison.Ordinal);
        Assert.Contains("<p class=\"aside\">Without a layer: output q6_K 6.5625 bits; token_embd q4_K 4.5 bits</p>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfTooManyRolesSaySo()
    {
        var html = Page([.. Enumerable.Range(0, 70).SelectMany(i => new[] { Typed("error.sqnr", $"blk.0.r{i}", "q4_K", 20), Typed("type.bits_per_weight", $"blk.0.r{i}", "q4_K", 4.5) })]);

        Assert.Contains("The first 40 of 70 roles are drawn; the table below has all.", html, StringComparison.Ordinal);
        Assert.Contains("The first 60 of 70 roles are drawn; the table below has all.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.75, 0)]
    [InlineData(2.625, 1)]
    [InlineData(3.4375, 2)]
    [InlineData(4.25, 3)]
    [InlineData(5.5, 4)]
    [InlineData(6.5625, 5)]
    [InlineData(8.5, 6)]
    [InlineData(16, 7)]
    public void OfBitsHaveAStepOfTheirOwn(double bits, int step) =>
        Assert.Contains($"<rect class=\"b{step}\" x=\"0%\" y=\"0%\"", Page(Typed("type.bits_per_weight", "blk.0.ffn_up", "q", bits)), StringComparison.Ordinal);

    [Fact]
    public void OfScoresWithoutACutAreNeitherKeptNorPruned()
    {
        var html = Page(Of("saliency.max", "blk.3", (Reading)4 with { Items = [new Item("0", 1), new Item("1", 4)] }));

        Assert.Contains("No cut was judged; across: ", html, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"k-cut\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OfNothingAreLeftOutWithTheEvidenceThatWouldGiveThem()
    {
        var html = Page(Of("profile.tokens", "blk.3", 7));

        Assert.DoesNotContain("<figure", html, StringComparison.Ordinal);
        Assert.Equal(11, Regex.Count(html, "<li><b>[^<]+</b> needs [^<]+\\.</li>", RegexOptions.None, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("0 1 2")]
    [InlineData("0 1 2 4")]
    [InlineData("0 1 1 2")]
    [InlineData("-1 0 1 2")]
    [InlineData("0 1 2 99999999999")]
    [InlineData("a b c d")]
    public void OfAListThatIsNotOfTheLayersExpertsAreLeftOut(string experts)
    {
        var items = experts.Split(' ').Select(e => new Item(e, 1)).ToList();
        if (experts == "0 1 2") items[1] = new Item("1", -1);

        Assert.DoesNotContain("<figure", Page(Of("saliency.max", "blk.3", (Reading)4 with { Items = items })), StringComparison.Ordinal);
    }

    private static IReadOnlyList<Measurement> Layer(string at, double[] values, int[] kept) =>
    [
        .. drawn.Select(metric => Of(metric, at, (Reading)1 with
        {
            Items = metric == "pruning.experts_kept" ? [.. kept.Select(e => new Item($"{e}", 1))] : [.. values.Select((v, e) => new Item($"{e}", v))],
        })),
    ];

    private static Measurement Typed(string metric, string subject, string type, double value) => Of(metric, subject, value) with { Subject = Subject.Parse(subject).OfType(type) };

    private static Measurement Of(string metric, string subject, Reading reading) => new(Catalog.Find(metric)!, Subject.Parse(subject), reading);

    private static string Page(params IReadOnlyList<Measurement>[] measurements) => Written.By("html", Verdict([.. measurements.SelectMany(m => m)]));

    private static string Page(params Measurement[] measurements) => Written.By("html", Verdict(measurements));

    private static Verdict Verdict(IReadOnlyList<Measurement> measurements) => RichVerdict.Passed with { Metrics = new MetricSet(measurements, [], EvidenceKind.None) };
}
