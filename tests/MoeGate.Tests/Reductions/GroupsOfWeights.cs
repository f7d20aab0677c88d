using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions;

/// <summary>Sums over rows, groups of 16 and columns, of tensors read from a file, against loops that do what the formulas say.</summary>
public class GroupsOfWeights
{
    private const Reduce Everything = Reduce.Moments | Reduce.Rows | Reduce.Groups | Reduce.Columns;

    private static readonly Dictionary<string, Func<Random, int, int, double>> kinds = new()
    {
        ["gaussian"] = (r, _, _) => Gaussian(r),
        ["around 1000"] = (r, _, _) => 1000 + 0.01 * (2 * r.NextDouble() - 1),
        ["some not finite"] = (r, _, _) => r.Next(40) switch { 0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, _ => Gaussian(r) },
        ["groups of one value"] = (r, row, column) => (column / 16 + row) % 4 switch { 0 => 0, 1 => row - 1, 2 => 1e-11 * r.NextDouble(), _ => Gaussian(r) },
        ["groups of one sign"] = (r, row, column) => ((column / 16 + row) % 3 - 1) * (0.001 + Math.Abs(Gaussian(r))),
        ["denormal"] = (r, _, _) => float.Epsilon * r.Next(-1000, 1000),
        ["huge"] = (r, _, _) => float.MaxValue * (2 * r.NextDouble() - 1),
    };

    public static TheoryData<string> Names => [.. kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OfEveryWidthAreThoseOfTheDefinition(string kind)
    {
        var random = new Random(3);
        List<Matrix> matrices = [.. Enumerable.Range(0, 300).Select(i => Matrix.Of(3, 2 * i + 1, (row, column) => kinds[kind](random, row, column)))];
        var sums = Scanned.All(matrices, Everything);
        for (var i = 0; i < matrices.Count; i++) MustBeTheDefinition(matrices[i], sums[i], $"{kind}, width {matrices[i].Columns}");
    }

    [Theory]
    [InlineData("gaussian")]
    [InlineData("some not finite")]
    [InlineData("around 1000")]
    public void OfSeveralChunksAreThoseOfTheDefinition(string kind)
    {
        var random = new Random(4);
        var matrix = Matrix.Of(700, 401, (row, column) => kinds[kind](random, row, column));
        MustBeTheDefinition(matrix, Scanned.Of(matrix, Everything), kind);
    }

    [Fact]
    public void OfAColumnThatIsFiniteOnlyInALaterChunkAreThoseOfTheDefinition()
    {
        var random = new Random(6);
        var matrix = Matrix.Of(700, 400, (row, column) => column % 3 == 0 && row < 680 || column == 5 ? double.NaN : Gaussian(random));
        MustBeTheDefinition(matrix, Scanned.Of(matrix, Everything), "columns of NaN above");
    }

    [Fact]
    public void OfARowOfManyTilesAreThoseOfTheDefinition()
    {
        var random = new Random(8);
        var matrix = Matrix.Of(2, 150_001, (_, column) => column == 70_000 ? double.NaN : Gaussian(random));
        MustBeTheDefinition(matrix, Scanned.Of(matrix, Everything), "a long row");
    }

    [Fact]
    public void TieAtTheMiddleOfTwoLevelsCostTheSameEitherWay()
    {
        // Levels 0, 1, 2 and 3, and weights half way between them.
        var matrix = Matrix.Of(1, 256, (_, column) => column % 16 == 0 ? 3 : column % 16 * 0.5 % 3);
        MustBeTheDefinition(matrix, Scanned.Of(matrix, Everything), "ties");
    }

    private static void MustBeTheDefinition(Matrix matrix, TensorSums actual, string what)
    {
        var expected = new Definition(matrix);
        Near.Equal(expected.All, actual.Weights, 1e-11, what + ": weights");
        Assert.Equal(expected.NonFinite, actual.NonFinite);
        Spread(expected.RowMeans, actual.ByRow!.Means, 1e-12, what + ": row means");
        Spread(expected.RowStds, actual.ByRow.Stds, 1e-9, what + ": row stds");
        Spread(expected.RowRanges, actual.ByRow.Ranges, 0, what + ": row ranges");

        var groups = actual.ByGroup!;
        Spread(expected.Means, groups.Means, 1e-12, what + ": group means");
        Spread(expected.Stds, groups.Stds, 1e-9, what + ": group stds");
        Spread(expected.Ranges, groups.Ranges, 1e-12, what + ": group ranges");
        Spread(expected.Offsets, groups.OffsetImportance, 1e-12, what + ": offset importance");
        Spread(expected.IntraRow, groups.IntraRowStd, 1e-9, what + ": deviations within rows");
        Assert.Equal((expected.Above[0], expected.Above[1], expected.Above[2], expected.Constant), (groups.Above[0], groups.Above[1], groups.Above[2], groups.Constant));

        // A level may go either way where rounding decides, and then the errors differ by a rounding of the weight.
        var floor = expected.All.Count * Math.Pow(1e-13 * Math.Max(Math.Abs(expected.All.Min), Math.Abs(expected.All.Max)), 2);
        Near.Equal(expected.ErrorNone, groups.ErrorNoOffset, 1e-10 * expected.ErrorNone + floor, what + ": error without an offset");
        Near.Equal(expected.ErrorOffset, groups.ErrorOffset, 1e-10 * expected.ErrorOffset + floor, what + ": error with an offset");
        Near.Equal(expected.ErrorClamped, groups.ErrorClamped, 1e-10 * expected.ErrorClamped + floor, what + ": clamped error");

        var columns = actual.ByColumn!;
        for (var j = 0; j < matrix.Columns; j++)
        {
            var column = expected.ByColumn[j];
            Assert.Equal(column.Count, columns.Counts[j]);
            var magnitude = column.Count == 0 ? 0 : Math.Max(Math.Abs(column.Min), Math.Abs(column.Max));
            Near.Equal(column.Count == 0 ? 0 : column.Mean, columns.Mean[j], 1e-12 * magnitude, what, "mean of column", j);
            var noise = 1e-15 * magnitude;
            Near.Equal(column.M2, columns.M2[j], 1e-10 * column.M2 + column.Count * noise * noise, what, "M2 of column", j);
            Near.Equal(column.M4, columns.M4[j], 1e-9 * column.M4 + column.Count * Math.Pow(noise, 4), what, "M4 of column", j);
            Near.Equal(expected.ColumnError[j], columns.SquaredError[j], 1e-10 * expected.ColumnError[j] + floor, what, "error of column", j);
        }
    }

    private static void Spread(Moments expected, Moments actual, double tolerance, string what)
    {
        Assert.True(expected.Count == actual.Count, $"{what}: {actual.Count} in place of {expected.Count}");
        if (expected.Count == 0) return;
        var magnitude = Math.Max(Math.Abs(expected.Min), Math.Abs(expected.Max));
        Near.Equal(expected.Min, actual.Min, tolerance * magnitude, what + ", the least");
        Near.Equal(expected.Max, actual.Max, tolerance * magnitude, what + ", the greatest");
        Near.Equal(expected.Mean, actual.Mean, Math.Max(tolerance, 1e-12) * magnitude, what + ", their mean");
        Near.Equal(expected.Std, actual.Std, Math.Max(tolerance, 1e-12) * magnitude, what + ", their deviation");
    }

    private static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());

    /// <summary>Every sum by a loop over plain doubles.</summary>
    private sealed class Definition
    {
        public Moments All = new(), RowMeans = new(), RowStds = new(), RowRanges = new(), Means = new(), Stds = new(), Ranges = new(), Offsets = new(), IntraRow = new();
        public readonly long[] Above = new long[3];
        public long Constant, NonFinite;
        public double ErrorNone, ErrorOffset, ErrorClamped;
        public readonly Moments[] ByColumn;
        public readonly double[] ColumnError;

        public Definition(Matrix matrix)
        {
            ByColumn = new Moments[matrix.Columns];
            Array.Fill(ByColumn, new Moments());
            ColumnError = new double[matrix.Columns];
            for (var row = 0; row < matrix.Rows; row++)
            {
                var finite = matrix.Row(row).Where(double.IsFinite).ToList();
                NonFinite += matrix.Columns - finite.Count;
                foreach (var w in finite) All.Add(w);
                if (finite.Count > 0)
                {
                    RowMeans.Add(finite.Average());
                    RowStds.Add(Deviation(finite));
                    RowRanges.Add(finite.Max() - finite.Min());
                }

                var means = new List<double>();
                for (var start = 0; start < matrix.Columns; start += 16) Group(matrix, row, start, Math.Min(16, matrix.Columns - start), means);
                if (means.Count > 0) IntraRow.Add(Deviation(means));
            }
        }

        private void Group(Matrix matrix, int row, int start, int length, List<double> means)
        {
            var weights = matrix.Values.AsSpan(row * matrix.Columns + start, length);
            var clamped = new double[length];
            ErrorNone += Squares(Proxy.NoOffset, weights);
            ErrorOffset += Squares(Proxy.Offset, weights);
            ErrorClamped += Squares(Proxy.Clamped, weights);
            Proxy.Clamped(weights, clamped);
            var finite = new List<double>();
            for (var i = 0; i < length; i++)
            {
                ColumnError[start + i] += clamped[i] * clamped[i];
                if (!float.IsFinite(weights[i])) continue;
                finite.Add(weights[i]);
                ByColumn[start + i].Add(weights[i]);
            }

            if (finite.Count == 0) return;
            double mean = finite.Average(), range = finite.Max() - finite.Min();
            means.Add(mean);
            Means.Add(mean);
            Stds.Add(Deviation(finite));
            Ranges.Add(range);
            if (range <= 1e-10)
            {
                if (finite.Exists(w => w != 0)) Constant++;
                return;
            }

            var offset = Math.Abs(mean) / range;
            Offsets.Add(offset);
            for (var i = 0; i < 3; i++)
                if (offset > (i + 1) / 10.0)
                    Above[i]++;
        }

        private delegate void Errors(ReadOnlySpan<float> group, Span<double> errors);

        private static double Squares(Errors of, ReadOnlySpan<float> group)
        {
            var errors = new double[group.Length];
            of(group, errors);
            return errors.Sum(e => e * e);
        }

        private static double Deviation(List<double> values)
        {
            var mean = values.Average();
            return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / values.Count);
        }
    }
}
