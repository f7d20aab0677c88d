using MoeGate.Reductions;

namespace MoeGate.Tests.Reductions;

/// <summary>Order statistics by two readings of halves of floats, against sorting.</summary>
public class OrderOfValues
{
    private static readonly Dictionary<string, Func<Random, float>> distributions = new()
    {
        ["gaussian"] = r => (float)(Math.Sqrt(-2 * Math.Log(1 - r.NextDouble())) * Math.Cos(2 * Math.PI * r.NextDouble())),
        ["small weights"] = r => (float)(0.02 * (r.NextDouble() + r.NextDouble() - r.NextDouble() - r.NextDouble())),
        ["any finite bits"] = Any,
        ["few values"] = r => r.Next(5) - 2,
        ["one value"] = _ => 0.1f,
        ["zeros of both signs"] = r => r.Next(2) == 0 ? -0f : 0f,
        ["zeros and least values"] = r => (r.Next(5) - 2) * float.Epsilon,
        ["denormals"] = r => BitConverter.UInt32BitsToSingle((uint)r.Next(1 << 23) | (uint)r.Next(2) << 31),
        ["huge"] = r => r.Next(3) == 0 ? float.MaxValue : -float.MaxValue * r.NextSingle(),
        ["one in the same upper half"] = r => BitConverter.UInt32BitsToSingle(0x3F80_0000u | (uint)r.Next(1 << 16)),
        ["negative in the same upper half"] = r => BitConverter.UInt32BitsToSingle(0xBF80_0000u | (uint)r.Next(1 << 16)),
        ["upper halves only"] = r => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(Any(r)) & 0xFFFF_0000),
        ["negative"] = r => -1 - r.NextSingle(),
    };

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (var name in distributions.Keys)
                foreach (var size in (int[])[0, 1, 2, 3, 4, 7, 100, 5003, 70_001]) // the last is more than are kept
                    cases.Add(name, size);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void GivesTheValueOfEveryRankAsked(string name, int size)
    {
        var (values, sorted) = Draw(name, size);
        long[] ranks = [-1, 0, 1, size / 3, size / 2, size - 2, size - 1, size, long.MaxValue];
        var selection = Read(values, ranks, []);
        Assert.Equal(size, selection.Count);
        foreach (var rank in ranks)
            if (rank >= 0 && rank < size)
                Assert.Equal(BitConverter.SingleToInt32Bits(sorted[rank] + 0f), BitConverter.SingleToInt32Bits(selection.At(rank)));
            else
                Assert.Throws<ArgumentOutOfRangeException>(() => selection.At(rank));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CountsTheValuesBelowEveryCut(string name, int size)
    {
        var (values, sorted) = Draw(name, size);
        var bounds = sorted.Where((_, i) => i % 997 == 0).SelectMany(v => new[] { v, Math.BitDecrement((double)v), Math.BitIncrement((double)v) })
            .Concat([0, -0.0, 1e-300, -1e-300, 0.1, 1, -1, 1e39, -1e39, double.PositiveInfinity, double.NegativeInfinity, float.MaxValue, float.MinValue]).ToList();
        var selection = Read(values, [], bounds.SelectMany(b => new[] { Cut.Below(b), Cut.UpTo(b) }));
        Assert.All(bounds, b => Assert.Equal(values.Count(v => v < b), selection.Below(Cut.Below(b))));
        Assert.All(bounds, b => Assert.Equal(values.Count(v => v <= b), selection.Below(Cut.UpTo(b))));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void InterpolatesPercentiles(string name, int size)
    {
        var (values, sorted) = Draw(name, size);
        var selection = Read(values, OrderSelection.RanksOf(WeightOrder.Percents, size), []);
        foreach (var percent in WeightOrder.Percents)
        {
            var place = (size - 1) * (percent / 100);
            double first = size == 0 ? double.NaN : sorted[(int)Math.Floor(place)], second = size == 0 ? double.NaN : sorted[(int)Math.Ceiling(place)];
            var part = place - Math.Floor(place);
            Assert.Equal(part < 0.5 ? first + (second - first) * part : second - (second - first) * (1 - part), selection.Percentile(percent));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CountsWhatIsNearZeroAndFarOut(string name, int size)
    {
        var (values, _) = Draw(name, size);
        var moments = new Moments();
        foreach (var value in values) moments.Add(value);
        var histogram = new OrderHistogram();
        histogram.Add(values);
        var query = new WeightOrderQuery(moments);
        var selection = query.Select(histogram);
        selection.Refine(values);
        var order = query.Read(selection);
        Assert.Equal(values.Count(v => Math.Abs(v) < 0.001 * moments.Std), order.NearZero);
        Assert.Equal(values.Count(v => v < moments.Mean - 6 * moments.Std || v > moments.Mean + 6 * moments.Std), order.Outliers);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void IsTheSameInPiecesByAnyNumberOfThreads(string name, int size)
    {
        var (values, _) = Draw(name, size);
        var ranks = OrderSelection.RanksOf(WeightOrder.Percents, size).ToList();
        var whole = Read(values, ranks, []);
        OrderHistogram[] parts = [new(), new(), new()];
        Pieces(values, (i, piece) => parts[i].Add(piece));
        parts[0].Merge(parts[1]);
        parts[0].Merge(parts[2]);
        Assert.Equal(size, parts[0].Count);

        var selection = parts[0].Select(ranks, []);
        OrderSelection[] forks = [selection, selection.Fork(), selection.Fork()];
        Pieces(values, (i, piece) => forks[i].Refine(piece));
        selection.Merge(forks[1]);
        selection.Merge(forks[2]);
        Assert.All(ranks, r => Assert.Equal(whole.At(r), selection.At(r)));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void KnowsTheMagnitudesOfWhatItRead(string name, int size)
    {
        var (values, _) = Draw(name, size);
        var histogram = new OrderHistogram();
        histogram.Add(values);
        float[] magnitudes = [.. values.Select(Math.Abs)];
        var ranks = Enumerable.Range(0, 5).Select(i => (long)i * size / 5).ToList();
        var selection = histogram.Magnitudes().Select(ranks, [Cut.Below(1)]);
        selection.Refine(magnitudes);
        Array.Sort(magnitudes);
        Assert.Equal(size, selection.Count);
        Assert.All(ranks.Where(r => r < size), r => Assert.Equal(magnitudes[r], selection.At(r)));
        Assert.Equal(magnitudes.Count(m => m < 1), selection.Below(Cut.Below(1)));
    }

    [Fact]
    public void NeedsOneReadingWhereUpperHalvesAreAll()
    {
        var (values, sorted) = Draw("upper halves only", 100_000);
        var histogram = new OrderHistogram();
        histogram.Add(values);
        var selection = histogram.Select([0, 50_000, 99_999], [Cut.Below(0.5), Cut.UpTo(-2)]);
        Assert.False(selection.NeedsRefining);
        Assert.Equal([sorted[0], sorted[50_000], sorted[99_999]], new long[] { 0, 50_000, 99_999 }.Select(selection.At));
        Assert.Equal(values.Count(v => v < 0.5), selection.Below(Cut.Below(0.5)));
        Assert.Equal(values.Count(v => v <= -2), selection.Below(Cut.UpTo(-2)));
    }

    [Fact]
    public void CountsPastThirtyTwoBits()
    {
        // Merged with itself it doubles: 2³⁴ values without reading them.
        var histogram = new OrderHistogram();
        histogram.Add(Enumerable.Repeat(1.5f, 1 << 20).Append(1.25f).ToArray());
        for (var i = 0; i < 14; i++) histogram.Merge(histogram);
        Assert.Equal((1L << 34) + (1 << 14), histogram.Count);
        histogram.Add([2.5f]);

        var selection = histogram.Select([0, (1 << 14) - 1, 1 << 14, (1L << 34) + (1 << 14) - 1, (1L << 34) + (1 << 14)], [Cut.Below(1.5), Cut.UpTo(1.5)]);
        Assert.Equal(1.25f, selection.At((1 << 14) - 1));
        Assert.Equal(1.5f, selection.At(1 << 14));
        Assert.Equal(1.5f, selection.At((1L << 34) + (1 << 14) - 1));
        Assert.Equal(2.5f, selection.At((1L << 34) + (1 << 14)));
        Assert.Equal(1 << 14, selection.Below(Cut.Below(1.5)));
        Assert.Equal((1L << 34) + (1 << 14), selection.Below(Cut.UpTo(1.5)));
    }

    [Fact]
    public void RefinesPastThirtyTwoBits()
    {
        const float odd = 1.1f;
        float[] values = [.. Enumerable.Repeat(odd, 1 << 20)];
        var histogram = new OrderHistogram();
        histogram.Add(values);
        for (var i = 0; i < 13; i++) histogram.Merge(histogram);
        var selection = histogram.Select([0, (1L << 33) - 1], []);
        selection.Refine(values);
        for (var i = 0; i < 13; i++) selection.Merge(selection);
        Assert.Equal(odd, selection.At((1L << 33) - 1));
    }

    [Fact]
    public void RefusesNaNAsABound()
    {
        Assert.Throws<ArgumentException>(() => Cut.Below(double.NaN));
        Assert.Throws<ArgumentException>(() => Cut.UpTo(double.NaN));
    }

    private static float Any(Random random)
    {
        for (; ; )
            if (BitConverter.UInt32BitsToSingle((uint)random.NextInt64(1L << 32)) is var value && float.IsFinite(value))
                return value;
    }

    private static (float[] Values, float[] Sorted) Draw(string name, int size)
    {
        var random = new Random(size);
        float[] values = [.. Enumerable.Range(0, size).Select(_ => distributions[name](random))], sorted = [.. values];
        Array.Sort(sorted);
        return (values, sorted);
    }

    private static OrderSelection Read(float[] values, IEnumerable<long> ranks, IEnumerable<Cut> cuts)
    {
        var histogram = new OrderHistogram();
        histogram.Add(values);
        var selection = histogram.Select(ranks, cuts);
        selection.Refine(values);
        return selection;
    }

    private static void Pieces(float[] values, Action<int, float[]> take)
    {
        for (int at = 0, i = 0; at < values.Length; i++)
        {
            var length = Math.Min(values.Length - at, 1 + i * 7);
            take(i % 3, values[at..(at + length)]);
            at += length;
        }
    }
}
