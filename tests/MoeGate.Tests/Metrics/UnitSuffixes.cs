using MoeGate.Metrics;

namespace MoeGate.Tests.Metrics;

public class UnitSuffixes
{
    [Theory]
    [InlineData("", 1.0)]
    [InlineData("B", 1.0)]
    [InlineData("KiB", 1024.0)]
    [InlineData("MiB", 1048576.0)]
    [InlineData("GiB", 1073741824.0)]
    [InlineData("TiB", 1099511627776.0)]
    [InlineData("KB", 1e3)]
    [InlineData("MB", 1e6)]
    [InlineData("GB", 1e9)]
    [InlineData("TB", 1e12)]
    [InlineData("gib", null)]
    [InlineData("%", null)]
    public void OfBytesAreBinaryAndDecimal(string suffix, double? factor) => Assert.Equal(factor, Unit.Bytes.Factor(suffix));

    [Theory]
    [InlineData("", 1.0)]
    [InlineData("params", 1.0)]
    [InlineData("K", 1e3)]
    [InlineData("M", 1e6)]
    [InlineData("B", 1e9)]
    [InlineData("T", 1e12)]
    [InlineData("GB", null)]
    public void OfParametersAreDecimal(string suffix, double? factor) => Assert.Equal(factor, Unit.Params.Factor(suffix));

    [Fact]
    public void OfPercentAndPointsAreNotEachOthers()
    {
        Assert.Equal(1, Unit.Percent.Factor("%"));
        Assert.Equal(1, Unit.Points.Factor("pp"));
        Assert.Null(Unit.Percent.Factor("pp"));
        Assert.Null(Unit.Points.Factor("%"));
        Assert.Null(Unit.Ratio.Factor("%"));
        Assert.Null(Unit.None.Factor("pp"));
    }

    [Fact]
    public void AreKnownForEveryMetric() =>
        Assert.All(Catalog.All.Where(m => m.Unit.Symbol.Length > 0), m => Assert.Contains(m.Unit.Symbol, Unit.Known));
}
