using MoeGate.Reductions;

namespace MoeGate.Tests.Reductions;

/// <summary>The 4-level proxies of a group of weights.</summary>
public class FourLevels
{
    private delegate void Kind(ReadOnlySpan<float> group, Span<double> errors);

    [Fact]
    public void AreExactOnTheirOwnLevels()
    {
        Assert.All(Errors(Proxy.NoOffset, 0, 1, 2, 3), e => Assert.Equal(0, e));
        Assert.All(Errors(Proxy.Offset, -4, -3, -2, -1), e => Assert.Equal(0, e));
        Assert.All(Errors(Proxy.Clamped, -1, 0, 1, 2), e => Assert.Equal(0, e));
    }

    [Fact]
    public void RoundHalvesToEven() => Assert.Equal([0, -0.5, 0.5, -0.5, 0], Errors(Proxy.NoOffset, 0, 0.5f, 1.5f, 2.5f, 3).Select(e => Math.Round(e, 12)));

    [Fact]
    public void WithoutAnOffsetLoseTheNegativeHalf() => Assert.Equal([3, 0, 0], Errors(Proxy.NoOffset, -3, 0, 3));

    [Fact]
    public void WithoutAnOffsetAndWithoutAPositiveWeightHaveANegativeScale() => Assert.Equal([3, 1, 0], Errors(Proxy.NoOffset, -6, -4, -3).Select(e => Math.Round(e, 12)));

    [Fact]
    public void WithoutAnOffsetAndWithScaleZeroAreAllZero() => Assert.Equal([2, 0], Errors(Proxy.NoOffset, -2, 0));

    [Theory]
    [InlineData(-2, -0.3f, 0.1f, 5)]
    [InlineData(-2, -1.7f, -1.1f, -1)]
    public void ClampedAreThoseWithAnOffsetBelowZero(float a, float b, float c, float d) =>
        Assert.Equal(Errors(Proxy.Offset, a, b, c, d), Errors(Proxy.Clamped, a, b, c, d));

    [Theory]
    [InlineData(0, 0.2f, 0.4f, 1)]
    [InlineData(1, 1.2f, 1.7f, 4)]
    public void ClampedAreThoseWithoutAnOffsetAboveZero(float a, float b, float c, float d) =>
        Assert.Equal(Errors(Proxy.NoOffset, a, b, c, d), Errors(Proxy.Clamped, a, b, c, d));

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 0)]
    [InlineData(1e-11f, 2e-11f)]
    public void HaveNoErrorWhereWeightsAreAlike(float a, float b)
    {
        foreach (var kind in (Kind[])[Proxy.NoOffset, Proxy.Offset, Proxy.Clamped]) Assert.Equal([0, 0], Errors(kind, a, b));
        Assert.Equal([0], Errors(Proxy.Clamped, a));
        Assert.Empty(Errors(Proxy.Clamped));
    }

    private static double[] Errors(Kind kind, params float[] group)
    {
        double[] errors = [.. group.Select(_ => 99.0)];
        kind(group, errors);
        return errors;
    }
}
