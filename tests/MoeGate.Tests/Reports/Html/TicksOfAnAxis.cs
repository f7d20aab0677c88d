using FsCheck;
using FsCheck.Fluent;
using MoeGate.Metrics;
using MoeGate.Reports.Html;

namespace MoeGate.Tests.Reports.Html;

public class TicksOfAnAxis
{
    [Theory]
    [InlineData(new[] { 0.3, 7.2 }, null, "0 2 4 6 8")]
    [InlineData(new[] { 1.31638, 1.56129 }, 1.0, "1 1.2 1.4 1.6")]
    [InlineData(new[] { 22.9, 35.0 }, 0.0, "0 10 20 30 40")]
    [InlineData(new[] { -0.036, 0.0886 }, null, "-0.05 0 0.05 0.1")]
    [InlineData(new[] { 5.0 }, null, "4.5 4.6 4.7 4.8 4.9 5 5.1 5.2 5.3 5.4 5.5")]
    [InlineData(new[] { 0.0 }, 0.0, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(new[] { 2e9, 9.1e9 }, 0.0, "0 2000000000 4000000000 6000000000 8000000000 10000000000")]
    public void AreRound(double[] values, double? from, string ticks)
    {
        var axis = Axis.Of(values, "", Unit.None, from, values.Length == 1 && from is null ? 10 : 5);

        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(axis.Text)));
        Assert.Equal((axis.Ticks[0], axis.Ticks[^1]), (axis.Scale.From, axis.Scale.To));
    }

    [Theory]
    [InlineData(0, 59, "0 10 20 30 40 50")]
    [InlineData(3, 62, "10 20 30 40 50 60")]
    [InlineData(0, 2, "0 1 2")]
    [InlineData(7, 7, "7")]
    public void OfLayersAreWhole(int from, int to, string ticks)
    {
        var axis = Axis.Whole(from, to, "layer");

        Assert.Equal(ticks, string.Join(' ', axis.Ticks.Select(axis.Text)));
        Assert.Equal((from - 0.5, to + 0.5), (axis.Scale.From, axis.Scale.To));
    }

    [Fact]
    public void SpanAnyValues() => Prop.ForAll(ArbMap.Default.ArbFor<NormalFloat[]>().Filter(v => v.Length > 0), numbers =>
    {
        var values = numbers.Select(n => n.Get).ToArray();
        var axis = Axis.Of(values, "", Unit.None);
        Assert.InRange(axis.Ticks.Count, 1, 20);
        Assert.All(values, v => Assert.InRange(axis.Scale.At(v), 0, 1));
        Assert.True(axis.Scale.From <= values.Min() + Math.Abs(values.Min()) * 1e-6 && axis.Scale.To >= values.Max() - Math.Abs(values.Max()) * 1e-6);
        Assert.Equal(axis.Ticks.Order(), axis.Ticks);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 8, 2, 0.25)]
    [InlineData(-1, 3, 0, 0.25)]
    [InlineData(0, 8, 9, 1)]
    [InlineData(0, 8, -1, 0)]
    [InlineData(5, 5, 5, 0.5)]
    [InlineData(-1e308, 1e308, 0, 0.5)]
    public void AreWhereTheScaleHasThem(double from, double to, double value, double place) => Assert.Equal(place, new Scale(from, to).At(value), 12);
}
