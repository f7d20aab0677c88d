using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions;

/// <summary>Moments of parts, merged, against those of the whole.</summary>
public class JoinedMoments
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1000, 0.01)]
    [InlineData(-3e30, 1e30)]
    public void OfAnySplitAreThoseOfTheWhole(double centre, double spread)
    {
        var random = new Random(5);
        double[] values = [.. Enumerable.Range(0, 500).Select(_ => centre + spread * (random.NextDouble() + random.NextDouble() * random.NextDouble()))];
        for (var split = 0; split < 200; split++)
        {
            var joined = new Moments();
            for (var at = 0; at < values.Length;)
            {
                var length = Math.Min(values.Length - at, random.Next(0, 1 + split));
                if (split == 0) length = values.Length;
                joined.Merge(Of(values.AsSpan(at, length)));
                at += length;
            }

            Near.Equal(Of(values), joined, 1e-12, $"split {split} about {centre}");
        }
    }

    [Fact]
    public void OfNothingAddNothing()
    {
        var some = Of([1, 2, 4]);
        var before = some;
        some.Merge(new Moments());
        Assert.Equal(before, some);
        var empty = new Moments();
        empty.Merge(before);
        Assert.Equal(before, empty);
    }

    [Fact]
    public void KnowSkewnessAndKurtosis()
    {
        // 0, 0, 0 and 4: mean 1, deviations −1, −1, −1, 3.
        var moments = Of([0, 0]);
        moments.Merge(Of([0, 4]));
        Assert.Equal((1, 12, 24, 84), (moments.Mean, moments.M2, moments.M3, moments.M4));
        Assert.Equal(2 / Math.Sqrt(3), moments.Skewness, 14);
        Assert.Equal(4 * 84 / 144.0 - 3, moments.ExcessKurtosis, 14);
    }

    private static Moments Of(ReadOnlySpan<double> values)
    {
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);
        return moments;
    }
}
