using MoeGate.Evidence;
using MoeGate.Metrics;
using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>The error of a matrix's output, relative to its energy.</summary>
public class OutputUnderActivations
{
    private const string Id = "matmul.output_error";

    private static readonly ActivationSums input = Matrix.Of(100, 4, (t, j) => t - j).Reduced();
    private static readonly TensorSums tensor = Matrix.Of(2, 4, (i, j) => i + j).ByColumn() with { Output = new OutputSums(Error: 3, Output: 12) };

    [Fact]
    public void IsAShareOfTheEnergy()
    {
        var reading = Observed.Of(Id, tensor, input);
        Assert.Equal((0.25, MatmulMetric.OfProxy), (reading.Value, reading.ErrorOf));
        Assert.Equal(0, Observed.Of(Id, tensor with { Output = new OutputSums(0, 12) }, input).Value);
    }

    [Fact]
    public void IsMissingWhereAnActivationIsNotFinite() => Missing("1 activations are not finite", tensor, Matrix.Of(100, 4, (t, j) => t == 5 && j == 2 ? double.NaN : 1).Reduced());

    [Fact]
    public void IsMissingWhereItWasNotComputed() => Missing("its output was not computed", tensor with { Output = null }, input);

    [Fact]
    public void IsMissingWhereTheSumsAreNotFinite() => Missing("the figures are too large or too small to compute it", tensor with { Output = new OutputSums(double.NaN, double.NaN) }, input);

    [Fact]
    public void IsNotApplicableWhereTheOutputIsZero() =>
        Assert.Equal(new Unavailable(Absence.NotApplicable, "the output is 0 for every token"), Observed.Of(Id, tensor with { Output = new OutputSums(0, 0) }, input).Unavailable);

    [Fact]
    public void IsNotMeasuredOnAnImportanceMatrix()
    {
        Assert.Empty(Observed.Measure(Id, Observed.With(tensor, Observed.Power(100, 1, 1, 1, 1), isPower: true)));
        Assert.False(Catalog.Find(Id)!.CanMeasure(EvidenceKind.Candidate | EvidenceKind.Imatrix));
    }

    [Fact]
    public void IsLowEvidenceOfFewTokens() =>
        Assert.Equal("low evidence: 3 tokens", Observed.Of(Id, tensor, Matrix.Of(3, 4, (t, j) => t - j).Reduced()).Note);

    private static void Missing(string reason, TensorSums sums, ActivationSums activation) =>
        Assert.Equal(new Unavailable(Absence.Missing, reason), Observed.Of(Id, sums, activation).Unavailable);
}
