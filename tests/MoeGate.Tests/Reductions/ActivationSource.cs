using MoeGate.Formats;
using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions;

/// <summary>The figures of activations, against loops that say what they mean.</summary>
public class ActivationSource
{
    private static readonly string[] made = ["one value", "one token", "one dimension", "odd sizes", "a first token far off", "a wide token", "many pieces", "massive", "zeros", "not finite"];

    public static TheoryData<string> Sources =>
    [
        .. made,
        .. ((string[])["attn_input", "attn_output_input", "ffn_down_input", "ffn_input"])
            .SelectMany(s => new[] { $"layer-small/act_blk0_{s}", $"stories260K/f32bin/act_blk0_{s}", $"stories260K/f32bin/act_blk1_{s}" }),
    ];

    private static Matrix Source(string name)
    {
        var random = new Random(7);
        double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return name switch
        {
            "one value" => Matrix.Of(1, 1, (_, _) => -3),
            "one token" => Matrix.Of(1, 37, (_, _) => Gaussian()),
            "one dimension" => Matrix.Of(70, 1, (_, _) => Gaussian()),
            "odd sizes" => Matrix.Of(13, 11, (_, _) => Gaussian()),
            "a first token far off" => Matrix.Of(100, 20, (t, _) => (t == 0 ? 30000 : 0) + 0.01 * Gaussian()),
            "a wide token" => Matrix.Of(2, 70_001, (_, _) => Gaussian()),
            "many pieces" => Matrix.Of(3000, 67, (_, j) => Gaussian() * (1 + j)),
            "massive" => Matrix.Of(90, 24, (t, j) => j == 5 && t == 3 ? -1500 : j == 9 ? 99 : 0.01 * Gaussian()),
            "zeros" => Matrix.Of(4, 9, (t, _) => t % 2 == 0 ? 0 : -0.0),
            "not finite" => Matrix.Of(80, 19, (t, j) => t == 1 || (t + j) % 23 == 0 ? double.NaN : (t * j) % 41 == 40 ? double.NegativeInfinity : j == 3 ? double.PositiveInfinity : Gaussian()),
            _ => Matrix.Read(Repository.Data(name.Split('/')) + ".f32bin"),
        };
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void HasTheMomentsOfItsFiniteValues(string name)
    {
        var source = Source(name);
        var sums = source.Reduced();
        double[] finite = [.. source.Values.Where(float.IsFinite).Select(v => (double)v)];
        var all = sums.Values!.All;
        double mean = finite.Average(), scale = finite.Max(Math.Abs);
        Assert.Equal((source.Rows, source.Columns), (sums.Tokens, sums.Dimensions));
        Assert.Equal(source.Values.Length - finite.Length, sums.Values.NonFinite);
        Assert.Equal(finite.Length, all.Count);
        Close(mean, all.Mean, scale);
        Close(finite.Sum(v => Math.Pow(v - mean, 2)), all.M2, all.M2);
        Close(finite.Sum(v => Math.Pow(v - mean, 3)), all.M3, Math.Pow(all.M2, 1.5));
        Close(finite.Sum(v => Math.Pow(v - mean, 4)), all.M4, all.M4);
        Assert.Equal((finite.Min(), finite.Max()), (all.Min, all.Max));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void HasTheOrderOfItsFiniteValues(string name)
    {
        var source = Source(name);
        var sums = source.Reduced();
        double[] finite = [.. source.Values.Where(float.IsFinite).Select(v => (double)v).Order()];
        var (all, order) = (sums.Values!.All, sums.Values.Order);
        foreach (var (percent, i) in WeightOrder.Percents.Select((p, i) => (p, i))) Assert.Equal(Percentile(finite, percent), order.Percentiles[i]);
        Assert.Equal(finite.Count(v => Math.Abs(v) < 0.001 * all.Std), order.NearZero);
        Assert.Equal(finite.Count(v => Math.Abs(v - all.Mean) > 6 * all.Std), order.Outliers);

        var median = Percentile([.. finite.Select(Math.Abs).Order()], 50);
        var massive = Enumerable.Range(0, source.Columns).Where(j => source.Column(j).Any(v => double.IsFinite(v) && Math.Abs(v) > 100 && Math.Abs(v) > 1000 * median));
        Assert.Equal(massive, sums.Values.Massive);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void HasTheFiguresOfItsDimensions(string name)
    {
        var source = Source(name);
        var sums = source.Reduced();
        for (var j = 0; j < source.Columns; j++)
        {
            double[] finite = [.. source.Column(j).Where(double.IsFinite)];
            var mean = finite.Length == 0 ? double.NaN : finite.Average();
            var power = finite.Sum(v => v * v) / finite.Length;
            Close(power, sums.MeanSquare[j], power);
            Close(mean, sums.Values!.Mean[j], Math.Sqrt(power));
            Close(Math.Sqrt(finite.Sum(v => (v - mean) * (v - mean)) / finite.Length), sums.Values.Std[j], Math.Sqrt(power));
            Assert.Equal((double)finite.Count(v => v < 0) / finite.Length, sums.Values.Negative[j]);
        }
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void HasTheFiguresOfItsTokens(string name)
    {
        var source = Source(name);
        var sums = source.Reduced();
        var tokens = Enumerable.Range(0, source.Rows).Select(t => Token([.. source.Row(t).Where(double.IsFinite)])).ToList();
        Assert.Equal(Math.Min(3, source.Rows), sums.Values!.First.Count);
        foreach (var (expected, actual) in tokens.Zip(sums.Values.First)) Same(expected, actual);
        var known = tokens.Where(t => !double.IsNaN(t.Mean)).ToList();
        Same(new(known.Average(t => t.Mean), known.Average(t => t.Std), known.Average(t => t.MaxAbs), known.Average(t => t.NearZero), known.Average(t => t.Negative)), sums.Values.OverTokens);

        static void Same(TokenFigures expected, TokenFigures actual)
        {
            Close(expected.Mean, actual.Mean, expected.MaxAbs);
            Close(expected.Std, actual.Std, expected.MaxAbs);
            Close(expected.MaxAbs, actual.MaxAbs, expected.MaxAbs);
            Close(expected.NearZero, actual.NearZero, 1);
            Close(expected.Negative, actual.Negative, 1);
        }
    }

    [Fact]
    public void WithoutTokensHasNoFigures()
    {
        var sums = Matrix.Of(0, 5, (_, _) => 0).Reduced();
        Assert.Equal((0, 5, 0), (sums.Tokens, sums.Dimensions, sums.Values!.All.Count));
        Assert.All(sums.MeanSquare, v => Assert.Equal(double.NaN, v));
        Assert.Empty(sums.Values.Massive);
        Assert.Empty(sums.Values.First);
    }

    [Fact]
    public void WithoutAnyFiniteValueHasNoFigures()
    {
        var sums = Matrix.Of(3, 5, (_, j) => j == 2 ? double.PositiveInfinity : double.NaN).Reduced();
        Assert.Equal((15, 0), (sums.Values!.NonFinite, sums.Values.All.Count));
        Assert.All(sums.MeanSquare.Concat(sums.Values.Mean).Concat(sums.Values.Std).Concat(sums.Values.Order.Percentiles), v => Assert.Equal(double.NaN, v));
        Assert.Equal(double.NaN, sums.Values.OverTokens.Mean);
        Assert.Empty(sums.Values.Massive);
    }

    [Fact]
    public void StopsWhenAsked()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Source("many pieces").AsActivations(f => ActivationReduction.Read(f, source.Token)));
    }

    [Fact]
    public void OfMoreDimensionsThanAnyModelIsRefused()
    {
        var refused = Assert.Throws<InputException>(() => Matrix.Of(1, (1 << 20) + 1, (_, _) => 0).Reduced());
        Assert.Contains("1048577 dimensions per token", refused.Message, StringComparison.Ordinal);
    }

    private static TokenFigures Token(double[] values)
    {
        if (values.Length == 0) return new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
        var mean = values.Average();
        var std = Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
        return new(mean, std, values.Max(Math.Abs), values.Average(v => Math.Abs(v) < 0.01 * std ? 1.0 : 0), values.Average(v => v < 0 ? 1.0 : 0));
    }

    private static double Percentile(double[] sorted, double percent)
    {
        var place = (sorted.Length - 1) * (percent / 100);
        double first = sorted[(int)Math.Floor(place)], second = sorted[(int)Math.Ceiling(place)];
        var part = place - Math.Floor(place);
        return part < 0.5 ? first + (second - first) * part : second - (second - first) * (1 - part);
    }

    private static void Close(double expected, double actual, double scale)
    {
        if (double.IsNaN(expected)) Assert.Equal(double.NaN, actual);
        else Assert.InRange(actual, expected - 1e-12 * Math.Abs(scale), expected + 1e-12 * Math.Abs(scale));
    }
}
