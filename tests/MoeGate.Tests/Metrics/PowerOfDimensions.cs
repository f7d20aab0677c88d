using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>An importance matrix: it knows the power of dimensions and no activation.</summary>
public class PowerOfDimensions
{
    // RMS 1, 2, 3, … 20.
    private static readonly double[] squares = [.. Enumerable.Range(1, 20).Select(j => (double)j * j)];

    public static TheoryData<string> NeedingValues =>
    [
        .. Catalog.All.Where(m => m.Id.StartsWith("token.", StringComparison.Ordinal) || m.Id.StartsWith("dimension.", StringComparison.Ordinal)).Select(m => m.Id),
        "activation.massive",
    ];

    [Theory]
    [InlineData("activation.tokens", 1000)]
    [InlineData("column_rms.mean", 10.5)]
    [InlineData("column_rms.std", 5.766281297335398)]
    [InlineData("column_rms.min", 1)]
    [InlineData("column_rms.max", 20)]
    [InlineData("column_rms.cv", 0.5491696473652760)]
    [InlineData("column_rms.max_min_ratio", 20)]
    [InlineData("column_rms.dead", 0)]
    [InlineData("column_rms.top", 20)]
    [InlineData("column_rms.bottom", 1)]
    [InlineData("power_share.top10", 761.0 / 2870)]
    [InlineData("power_share.top1", 400.0 / 2870)]
    public void GivesEveryFigureOfPower(string metric, double expected) => Assert.Equal(expected, Read(metric).Value!.Value, 12);

    [Theory]
    [MemberData(nameof(NeedingValues))]
    public void GivesNothingElse(string metric)
    {
        var source = new ObservedActivation(Subject.Parse("blk.0.ffn_input"), "imatrix", Observed.Power(1000, squares), IsPower: true);
        Assert.Empty(Observed.Measure(metric, new Observation(new EvidenceSet()) { Activations = [source] }));
        Assert.False(Catalog.Find(metric)!.CanMeasure(EvidenceKind.Imatrix));
        Assert.True(Catalog.Find(metric)!.CanMeasure(EvidenceKind.Activations));
    }

    [Fact]
    public void NamesTheStrongestAndTheWeakest()
    {
        Assert.Equal(["19", "18", "17", "16", "15", "14", "13", "12", "11", "10"], Read("column_rms.top").Items.Select(i => i.Index));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Read("column_rms.bottom").Items.Select(i => i.Value));
        Assert.Equal(("19", "0"), (Read("column_rms.max").At, Read("column_rms.min").At));
    }

    [Fact]
    public void NamesTheLowestNumberFirstWhereDimensionsAreEqual()
    {
        Assert.Equal(["0", "1", "2"], Observed.Of("column_rms.top", Observed.Power(100, 4, 4, 4)).Items.Select(i => i.Index));
        Assert.Equal(["0", "1", "2"], Observed.Of("column_rms.bottom", Observed.Power(100, 4, 4, 4)).Items.Select(i => i.Index));
    }

    [Fact]
    public void ExpectsEvenShares()
    {
        Assert.Equal((0.1, 0.05), (Read("power_share.top10").Expected, Read("power_share.top1").Expected));
        Assert.Equal(0.1, Observed.Of("power_share.top10", Observed.Power(100, [.. Enumerable.Repeat(2.0, 30)])).Value!.Value, 12);
    }

    [Fact]
    public void HasNoTenthOfNineDimensions() =>
        Assert.Equal(new Unavailable(Absence.NotApplicable, "with 9 dimensions there is no tenth of them"), Observed.Of("power_share.top10", Observed.Power(100, squares[..9])).Unavailable);

    [Fact]
    public void OfDeadDimensionsHasNoRatioAndCountsThem()
    {
        var sums = Observed.Power(100, 0, 4, 0, 9);
        Assert.Equal(2, Observed.Of("column_rms.dead", sums).Value);
        Assert.Equal(new Unavailable(Absence.NotApplicable, "2 of 4 dimensions are dead"), Observed.Of("column_rms.max_min_ratio", sums).Unavailable);
        Assert.Equal(0, Observed.Of("column_rms.min", sums).Value);
    }

    [Theory]
    [InlineData("column_rms.cv")]
    [InlineData("power_share.top1")]
    public void OfDeadDimensionsOnlyHasNoShares(string metric) =>
        Assert.Equal(Absence.NotApplicable, Observed.Of(metric, Observed.Power(100, 0, 0)).Unavailable?.Kind);

    [Theory]
    [InlineData("column_rms.mean")]
    [InlineData("column_rms.bottom")]
    [InlineData("power_share.top1")]
    public void IsMissingWhereADimensionHasNone(string metric) =>
        Assert.Equal(new Unavailable(Absence.Missing, "no activation of dimension 1 is finite"), Observed.Of(metric, Observed.Power(100, 1, double.NaN)).Unavailable);

    private static Reading Read(string metric) => Observed.Of(metric, Observed.Power(1000, squares), isPower: true);
}
