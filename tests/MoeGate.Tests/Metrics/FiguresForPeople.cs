using System.Globalization;
using MoeGate.Metrics;

namespace MoeGate.Tests.Metrics;

public class FiguresForPeople
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(1, "1")]
    [InlineData(29374808064, "29374808064")]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(1.0 / 3, "0.333333")]
    [InlineData(123456.789, "123457")]
    [InlineData(0.00012345678, "0.000123457")]
    [InlineData(0.000000012345678, "1.23457e-8")]
    [InlineData(1.5e-10, "1.5e-10")]
    [InlineData(1234567.5, "1.23457e6")]
    [InlineData(1e16, "1e16")]
    [InlineData(-1.5e300, "-1.5e300")]
    public void HaveSixDigits(double value, string text) => Assert.Equal(text, Figure.Number(value));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KiB")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1048576, "1 MiB")]
    [InlineData(17.25 * 1073741824, "17.25 GiB")]
    [InlineData(2199023255552, "2 TiB")]
    [InlineData(-2147483648, "-2 GiB")]
    public void OfBytesAreInTheBinaryUnitThatSuits(double bytes, string text) => Assert.Equal(text, Figure.Format(bytes, Unit.Bytes));

    [Fact]
    public void CarryTheirUnitInTheRightNumber()
    {
        Assert.Equal("1 expert", Figure.Format(1, Unit.Experts));
        Assert.Equal("2 experts", Figure.Format(2, Unit.Experts));
        Assert.Equal("0 experts", Figure.Format(0, Unit.Experts));
        Assert.Equal("0.5", Figure.Format(0.5, Unit.Ratio));
        Assert.Equal("1 pp", Figure.Format(1, Unit.Points));
        Assert.Equal("4 experts/token", Figure.Format(4, Unit.ExpertsPerToken));
    }

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ru-RU")]
    public void AreTheSameInEveryCulture(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal("1.5", Figure.Number(1.5));
            Assert.Equal("-1.5 GiB", Figure.Size(-1.5 * 1073741824));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
