using MoeGate.Metrics;
using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Metrics;

/// <summary>Weight errors of 700 columns, two super-blocks and a short one, under a known power.</summary>
public class ErrorsUnderPower
{
    private const int Columns = 700;

    // Column j meets RMS 1 + j mod 3 and has RMS error 2; the last super-block has twice the error.
    private static readonly ActivationSums power = Observed.Power(100, [.. Enumerable.Range(0, Columns).Select(j => Math.Pow(1 + j % 3, 2))]);
    private static readonly TensorSums tensor = Tensor(Columns, j => j < 512 ? 4 : 16);

    public static TheoryData<string> OfColumns => [.. Catalog.All.OfType<MatmulMetric>().Where(m => m.Reduce == Reduce.Columns).Select(m => m.Id)];

    [Fact]
    public void AreOfEveryColumn()
    {
        Assert.Equal((512 * 2 + 188 * 4) / 700.0, Value("matmul.column_rmse.mean"), 12);
        Assert.Equal(Spread.Of(Enumerable.Range(0, Columns).Select(j => (1 + j % 3) * (j < 512 ? 2.0 : 4))).Mean, Value("matmul.contribution.mean"), 12);
        Assert.Equal(["512", "515", "518"], Observed.Of("matmul.contribution.mean", tensor, power).Items.Take(3).Select(i => i.Index));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(5, 35)]
    [InlineData(10, 70)]
    [InlineData(25, 175)]
    public void AreSharedByTheFirstColumns(int percent, int count)
    {
        double[] falling = [.. Enumerable.Range(0, Columns).Select(j => (1 + j % 3) * (j < 512 ? 2.0 : 4)).OrderDescending()];
        var (share, energy) = (Observed.Of($"matmul.share.top{percent}", tensor, power), Observed.Of($"matmul.energy_share.top{percent}", tensor, power));
        Assert.Equal(falling.Take(count).Sum() / falling.Sum(), share.Value!.Value, 12);
        Assert.Equal(falling.Take(count).Sum(c => c * c) / falling.Sum(c => c * c), energy.Value!.Value, 12);
        Assert.Equal((percent / 100.0, percent / 100.0), (share.Expected, energy.Expected));
    }

    [Fact]
    public void AreAveragedOverTheColumnsThatASuperBlockHas()
    {
        Assert.Equal(16, Value("matmul.superblock_mse.max"), 12);
        Assert.Equal(8, Value("matmul.superblock_mse.mean"), 12);
        Assert.Equal(4, Value("matmul.superblock_mse.min"), 12);
        double[] powers = [.. new[] { (0, 256), (256, 512), (512, 700) }
            .Select(b => Enumerable.Range(b.Item1, b.Item2 - b.Item1).Average(j => Math.Pow(1 + j % 3, 2)))];
        Assert.Equal(powers.Average(), Value("matmul.superblock_power.mean"), 12);
        Assert.Equal(powers.Min(), Value("matmul.superblock_power.min"), 12);
        Assert.Equal(powers.Max(), Value("matmul.superblock_power.max"), 12);
        var top = Observed.Of("matmul.superblock_top", tensor, power);
        Assert.Equal(("512-699", 3), (top.At, top.Items.Count));
        Assert.Equal(16 * powers[2], top.Value!.Value, 10);
    }

    [Fact]
    public void CorrelateOverSuperBlocksFromThreeOn()
    {
        var rising = Observed.Power(100, [.. Enumerable.Range(0, 768).Select(j => Math.Pow(1 + j / 256, 2))]);
        Assert.Equal(1, Observed.Of("matmul.superblock_correlation", Tensor(768, j => 3 * Math.Pow(1 + j / 256, 2)), rising).Value!.Value, 12);
        Assert.Equal(-1, Observed.Of("matmul.correlation", Tensor(768, j => Math.Pow(5 - j / 256, 2)), rising).Value!.Value, 12);
        Assert.Equal(0, Observed.Of("matmul.correlation", Tensor(768, j => j), rising).Expected);

        var weak = Observed.Power(100, [.. Enumerable.Range(0, 768).Select(j => j < 256 ? 1e-11 : 1.0 + j)]);
        Assert.Equal(new Unavailable(Absence.NotApplicable, "2 super-blocks with power; it needs 3"), Observed.Of("matmul.superblock_correlation", Tensor(768, j => j), weak).Unavailable);
    }

    [Fact]
    public void HaveNoCorrelationWhereTheyAreEqual()
    {
        Assert.Equal(Absence.NotApplicable, Observed.Of("matmul.correlation", Tensor(768, _ => 0.1), Observed.Power(100, [.. Enumerable.Range(0, 768).Select(j => 1.0 + j)])).Unavailable?.Kind);
        Assert.Equal(Absence.NotApplicable, Observed.Of("matmul.superblock_correlation", Tensor(768, j => 1 + j / 256), Observed.Power(100, [.. Enumerable.Repeat(0.1, 768)])).Unavailable?.Kind);
    }

    [Theory]
    [InlineData("matmul.column_rmse.cv", "no weight has an error")]
    [InlineData("matmul.share.top1", "nothing contributes: where weights have errors there is no power")]
    [InlineData("matmul.energy_share.top25", "nothing contributes: where weights have errors there is no power")]
    public void HaveNoSharesWhereThereAreNone(string metric, string reason) =>
        Assert.Equal(new Unavailable(Absence.NotApplicable, reason), Observed.Of(metric, Tensor(Columns, _ => 0), power).Unavailable);

    [Fact]
    public void NameTheColumnsThatContributeMost()
    {
        var (std, kurtosis) = (Observed.Of("column.std", tensor, power), Observed.Of("column.kurtosis", tensor, power));
        Assert.All([std, kurtosis], r => Assert.Equal(("512", 10), (r.At, r.Items.Count)));
        Assert.Equal(1, std.Value!.Value, 12);
        Assert.Equal(-1, kurtosis.Value!.Value, 12);
    }

    [Fact]
    public void HaveNoKurtosisOfAConstantColumn()
    {
        var constant = tensor with { ByColumn = tensor.ByColumn! with { M2 = [.. tensor.ByColumn.M2.Select((m, j) => j == 512 ? 0 : m)] } };
        Assert.Equal(new Unavailable(Absence.NotApplicable, "column 512 is constant"), Observed.Of("column.kurtosis", constant, power).Unavailable);
        Assert.Equal(0, Observed.Of("column.std", constant, power).Value);
        var other = tensor with { ByColumn = tensor.ByColumn! with { M2 = [.. tensor.ByColumn.M2.Select((m, j) => j == 515 ? 0 : m)] } };
        Assert.DoesNotContain("515", Observed.Of("column.kurtosis", other, power).Items.Select(i => i.Index));
    }

    [Theory]
    [MemberData(nameof(OfColumns))]
    public void SayWhichErrorTheyAre(string metric) => Assert.Equal(MatmulMetric.OfProxy, Observed.Of(metric, tensor, power).ErrorOf);

    [Theory]
    [MemberData(nameof(OfColumns))]
    public void AreMissingWhereEvidenceIs(string metric)
    {
        Assert.Equal("its columns were not read", Missing(tensor with { ByColumn = null }, power));
        Assert.Equal("700 columns, and 2 dimensions enter them", Missing(tensor, Observed.Power(100, 1, 1)));
        Assert.Equal("no activation of dimension 3 is finite", Missing(tensor, Observed.Power(100, [.. power.MeanSquare.Select((p, j) => j == 3 ? double.NaN : p)])));
        Assert.Equal("no weight of column 4 is finite", Missing(tensor with { ByColumn = tensor.ByColumn! with { Counts = [.. tensor.ByColumn.Counts.Select((c, j) => j == 4 ? 0 : c)] } }, power));
        Assert.Equal("it does not fit", Observed.Of(metric, tensor, power, mismatch: "it does not fit").Unavailable?.Reason);

        string? Missing(TensorSums sums, ActivationSums activation)
        {
            var reading = Observed.Of(metric, sums, activation);
            Assert.Equal(Absence.Missing, reading.Unavailable?.Kind);
            return reading.Unavailable?.Reason;
        }
    }

    [Theory]
    [MemberData(nameof(OfColumns))]
    public void AreNotApplicableWhereNothingEnters(string metric) => Assert.Equal("nothing enters it", Observed.Of(metric, tensor, power with { Tokens = 0 }).Unavailable?.Reason);

    [Fact]
    public void AreMissingWhereAWeightIsNotFinite() =>
        Assert.Equal("3 weights are not finite", Observed.Of("matmul.column_rmse.mean", tensor with { NonFinite = 3 }, power).Unavailable!.Reason);

    [Fact]
    public void OfFewTokensAreLowEvidence()
    {
        var few = Matrix.Of(2, Columns, (_, _) => 1).Reduced();
        Assert.Equal("low evidence: 2 tokens", Observed.Of("matmul.correlation", Tensor(Columns, j => j), few with { MeanSquare = power.MeanSquare }).Note);
    }

    private static double Value(string metric) => Observed.Of(metric, tensor, power).Value!.Value;

    /// <summary>Two rows of weights −1 and 1, with a mean squared error for each column.</summary>
    private static TensorSums Tensor(int columns, Func<int, double> mse)
    {
        double[] Each(Func<int, double> value) => [.. Enumerable.Range(0, columns).Select(value)];
        var weights = new Moments();
        weights.Add(-1);
        weights.Add(1);
        return new TensorSums
        {
            Rows = 2,
            Columns = columns,
            NonFinite = 0,
            Weights = weights,
            ByColumn = new ColumnSums(Each(j => 2 * mse(j)), Each(_ => 0), Each(_ => 2), Each(_ => 4), [.. Enumerable.Repeat(2L, columns)]),
        };
    }
}
