using System.Globalization;
using MoeGate.Evidence;

namespace MoeGate.Tests.Evidence;

public class KeepAsANumber
{
    [Theory]
    [InlineData(0.1, 128, 13)]
    [InlineData(0.2, 128, 26)]
    [InlineData(0.33, 128, 42)]
    [InlineData(0.4, 128, 51)]
    [InlineData(0.6, 128, 77)]
    [InlineData(0.5, 5, 2)]
    [InlineData(0.5, 7, 4)]
    [InlineData(0.25, 10, 2)]
    [InlineData(0.35, 10, 4)]
    [InlineData(0.575, 100, 58)]
    [InlineData(0.145, 100, 14)]
    [InlineData(1, 128, 128)]
    [InlineData(0.001, 128, 1)]
    [InlineData(1e-300, 128, 1)]
    [InlineData(2, 128, 2)]
    [InlineData(128, 128, 128)]
    public void IsRoundedHalfToEvenAndAtLeastOne(double keep, int experts, int kept) => Assert.Equal(kept, Keep.From(keep)!.Value.Of(experts));

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(-1)]
    [InlineData(1.5)]
    [InlineData(2.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(3e9)]
    public void IsNothingWhereItIsNeitherARatioNorACount(double number) => Assert.Null(Keep.From(number));

    [Fact]
    public void IsARatioUpToOneAndACountAbove()
    {
        Assert.Equal(1, Keep.From(1)!.Value.Ratio);
        Assert.Null(Keep.From(1)!.Value.Count);
        Assert.Equal(2, Keep.From(2)!.Value.Count);
    }

    [Fact]
    public void OfHundredthsIsRoundedAsOnPaper()
    {
        for (var experts = 1; experts <= 512; experts++)
            for (var percent = 1; percent <= 100; percent++)
            {
                var (whole, rest) = Math.DivRem(experts * percent, 100);
                var kept = rest > 50 || rest == 50 && whole % 2 == 1 ? whole + 1 : whole;
                var keep = Keep.From(double.Parse($"{percent / 100}.{percent % 100:00}", CultureInfo.InvariantCulture))!.Value;
                Assert.True(Math.Max(1, kept) == keep.Of(experts), $"{percent}% of {experts}");
            }
    }
}
