using MoeGate.Metrics;
using MoeGate.Reductions;
using static MoeGate.Tests.Metrics.WeightFormulas;

namespace MoeGate.Tests.Metrics;

/// <summary>What chance alone would give of groups of weights, which readings have beside them: against draws of Gaussian weights.</summary>
public class GaussianGroups
{
    [Theory]
    [InlineData(172, (10 * 0.0591607 + 0.0750656) / 11)]
    [InlineData(33, 0.0591607)]
    [InlineData(4, 0.2477229)]
    public void ExpectTheOffsetOfShortGroups(long columns, double expected)
    {
        var sums = Sums with { Columns = columns };
        Assert.Equal(expected, Read("group.offset_importance.mean", sums).Expected!.Value, 1e-9);
        Assert.Equal(0.15 / expected, Read("group.offset_excess", sums).Value!.Value, 1e-9);
        Assert.Null(Read("group.offset_importance.median", sums).Expected);
        Assert.Null(Read("quant2.relative_offset_rmse", sums).Expected);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(18)]
    [InlineData(1)]
    public void ExpectNothingOfGroupsOfTwo(long columns)
    {
        Assert.Null(Read("group.offset_importance.mean", Sums with { Columns = columns }).Expected);
        Assert.Equal(Absence.NotApplicable, Read("group.offset_excess", Sums with { Columns = columns }).Unavailable!.Kind);
    }

    /// <summary>Draws the groups that the expected values are of, and holds the two within five standard errors of the draw.</summary>
    [Fact]
    public void ExpectWhatGaussianWeightsGive()
    {
        const int groups = 100_000;
        var random = new Random(20260);
        var offsets = new double[groups];
        Moments plain = new(), shifted = new();
        for (var g = 0; g < groups; g++)
        {
            var (offset, withoutOffset, withOffset) = Proxy(Draw(random, 16));
            offsets[g] = offset;
            plain.Add(withoutOffset);
            shifted.Add(withOffset);
        }

        Array.Sort(offsets);
        Near("group.offset_importance.mean", Of(offsets).Mean, Of(offsets).Std / Math.Sqrt(groups));
        Near("group.offset_importance.median", offsets[groups / 2], 0.5 / Math.Sqrt(groups) / 9);
        Near("group.offset_importance.p90", offsets[groups * 9 / 10], 0.3 / Math.Sqrt(groups) / 2);
        foreach (var limit in new[] { 0.1, 0.2, 0.3 })
        {
            var share = offsets.Count(o => o > limit) / (double)groups;
            Near(FormattableString.Invariant($"group.offset_importance.above_{limit}"), share, Math.Sqrt(share * (1 - share) / groups));
        }

        var rmse = Math.Sqrt(shifted.Mean);
        Near("quant2.relative_offset_rmse", rmse, shifted.Std / Math.Sqrt(groups) / (2 * rmse));
        var noOffset = Math.Sqrt(plain.Mean);
        Near("quant2.offset_benefit", 100 * (1 - rmse / noOffset), 100 * rmse / noOffset * (shifted.Std / shifted.Mean + plain.Std / plain.Mean) / 2 / Math.Sqrt(groups));

        static void Near(string id, double drawn, double error) => Assert.InRange(Math.Abs(Read(id, Sums).Expected!.Value - drawn), 0, 5 * error);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public void ExpectWhatShortGaussianGroupsGive(int length)
    {
        const int groups = 50_000;
        var random = new Random(length);
        var offsets = new Moments();
        for (var g = 0; g < groups; g++) offsets.Add(Proxy(Draw(random, length)).Offset);
        var expected = Read("group.offset_importance.mean", Sums with { Columns = length }).Expected!.Value;
        Assert.InRange(Math.Abs(expected - offsets.Mean), 0, 5 * offsets.Std / Math.Sqrt(groups));
    }

    private static double[] Draw(Random random, int length)
    {
        var group = new double[length];
        for (var i = 0; i < length; i++) group[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return group;
    }

    /// <summary>The offset importance of a group and the mean squared error of its two proxies.</summary>
    private static (double Offset, double WithoutOffset, double WithOffset) Proxy(double[] group)
    {
        double least = group.Min(), most = group.Max();
        return (Math.Abs(group.Average()) / (most - least), Error(0, most / 3), Error(least, (most - least) / 3));

        double Error(double from, double scale) =>
            group.Average(w => Math.Pow(from + scale * Math.Clamp(Math.Round((w - from) / scale), 0, 3) - w, 2));
    }
}
