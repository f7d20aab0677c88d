using MoeGate.Metrics;
using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Two tokens of three dimensions, one of which is not finite where the test says so.</summary>
public class FewActivations
{
    private static readonly ActivationSums sums = Matrix.Of(2, 3, (t, j) => t == 0 ? j - 1 : 3 * j).Reduced();
    private static readonly ActivationSums damaged = Matrix.Of(2, 3, (t, j) => j == 1 ? double.NaN : t + 1).Reduced();
    private static readonly ActivationSums lost = Matrix.Of(2, 3, (_, _) => double.NaN).Reduced();
    private static readonly ActivationSums headless = Matrix.Of(2, 3, (t, j) => t == 0 ? double.NaN : j).Reduced();

    [Theory]
    [InlineData("activation.tokens", 2)]
    [InlineData("token.mean", 1.5)]
    [InlineData("token.max_abs", 3.5)]
    [InlineData("token.near_zero", 1 / 3.0)]
    [InlineData("token.negative", 1 / 6.0)]
    [InlineData("dimension.negative.mean", 1 / 6.0)]
    [InlineData("dimension.negative.min", 0)]
    [InlineData("dimension.negative.max", 0.5)]
    [InlineData("dimension.negative_above_0.7", 0)]
    [InlineData("dimension.negative_below_0.3", 2)]
    [InlineData("dimension.mean.mean", 1.5)]
    [InlineData("dimension.mean.std", 1.632993161855452)]
    [InlineData("dimension.mean.min", -0.5)]
    [InlineData("dimension.mean.max", 3.5)]
    [InlineData("dimension.std.mean", 1.5)]
    [InlineData("dimension.std.std", 0.816496580927726)]
    [InlineData("dimension.std.min", 0.5)]
    [InlineData("dimension.std.max", 2.5)]
    [InlineData("activation.massive", 0)]
    public void HaveTheseFigures(string metric, double expected) => Assert.Equal(expected, Observed.Of(metric, sums).Value!.Value, 12);

    [Fact]
    public void AreNamedTokenByToken()
    {
        Assert.Equal([new Item("0", 0), new Item("1", 3)], Observed.Of("token.mean", sums).Items);
        Assert.Equal([new Item("1", 1)], Observed.Of("token.mean", headless).Items);
    }

    [Fact]
    public void AreLowEvidence()
    {
        Assert.Equal("low evidence: 2 tokens", Observed.Of("token.std", sums).Note);
        Assert.Null(Observed.Of("activation.tokens", sums).Note);
        Assert.Equal("over the finite activations; 2 are not finite; low evidence: 2 tokens", Observed.Of("token.std", damaged).Note);
    }

    [Theory]
    [InlineData("column_rms.cv")]
    [InlineData("dimension.mean.min")]
    [InlineData("dimension.std.max")]
    [InlineData("dimension.negative.mean")]
    [InlineData("dimension.negative_above_0.7")]
    public void AreMissingByDimensionWhereOneHasNone(string metric) =>
        Assert.Equal(new Unavailable(Absence.Missing, "no activation of dimension 1 is finite"), Observed.Of(metric, damaged).Unavailable);

    [Theory]
    [InlineData("token.mean")]
    [InlineData("token.near_zero")]
    [InlineData("activation.massive")]
    public void AreMissingWhereNoneIsFinite(string metric) =>
        Assert.Equal(new Unavailable(Absence.Missing, "no activation is finite"), Observed.Of(metric, lost).Unavailable);

    [Fact]
    public void AreNotApplicableWithoutTokens() =>
        Assert.Equal(new Unavailable(Absence.NotApplicable, "no tokens"), Observed.Of("column_rms.mean", Matrix.Of(0, 3, (_, _) => 0).Reduced()).Unavailable);

    [Fact]
    public void AreMassiveByTheirDimension()
    {
        var reading = Observed.Of("activation.massive", Matrix.Of(64, 40, (t, j) => j == 7 ? 400 : j == 31 && t == 5 ? -160 : 0.001).Reduced());
        Assert.Equal(2, reading.Value);
        Assert.Equal(["7", "31"], reading.Items.Select(i => i.Index));
        Assert.Equal([400, 20], reading.Items.Select(i => Math.Round(i.Value, 3)));
    }
}
