using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions;

/// <summary>Errors of a run in lanes, against those of its weights one by one.</summary>
public class RunsOfErrors
{
    private const int Longest = 256;

    private static readonly Dictionary<string, Func<Random, int, (float Reference, float Candidate)>> kinds = new()
    {
        ["gaussian"] = (r, _) => Pair(Gaussian(r), 0.1f * Gaussian(r)),
        ["around 1000"] = (r, _) => Pair(1000 + r.NextSingle(), 0.01f * r.NextSingle()),
        ["huge"] = (r, _) => (float.MaxValue * (2 * r.NextSingle() - 1), float.MaxValue * (2 * r.NextSingle() - 1)),
        ["denormal"] = (r, _) => (float.Epsilon * r.Next(-1000, 1000), float.Epsilon * r.Next(-1000, 1000)),
        ["constant"] = (r, _) => (-0.1f, -0.1f + 0.01f * Gaussian(r)),
        ["equal"] = (r, _) => Pair(Gaussian(r), 0),
        ["zeros of both signs"] = (r, _) => (r.Next(2) == 0 ? -0f : 0f, r.Next(2) == 0 ? -0f : 0f),
        ["one outlier"] = (r, i) => i == 5 ? (1e30f, 1.01e30f) : Pair(Gaussian(r), 0.1f * Gaussian(r)),
    };

    public static TheoryData<string> Names => [.. kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OfEveryLengthAndPlaceAreThoseOfTheirPairs(string kind)
    {
        var (reference, candidate) = Draw(kind, Longest + 4);
        for (var length = 0; length <= Longest; length++)
        {
            // Both begin at odd places, and at different ones.
            for (var first = 0; first < 4; first++)
                MustBe(reference.AsSpan(first % 3, length), candidate.AsSpan(first, length), $"{kind}, {length} from {first}");
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void LeaveOutPairsOfWhichEitherIsNotFinite(float stranger)
    {
        foreach (var length in (int[])[1, 15, 16, 17, 31, 32, 48, 255, 256])
            for (var at = 0; at < length; at++)
                for (var side = 1; side <= 3; side++)
                {
                    var (reference, candidate) = Draw("gaussian", length);
                    if ((side & 1) != 0) reference[at] = stranger;
                    if ((side & 2) != 0) candidate[at] = stranger;
                    Assert.Equal(1, MustBe(reference, candidate, $"{stranger} at {at} of {length}, side {side}"));
                }
    }

    [Fact]
    public void HaveNoSpreadWhereAllWeightsAreTheSame()
    {
        foreach (var length in (int[])[1, 16, 17, 100_003])
        {
            float[] same = [.. Enumerable.Repeat(0.1f, length)];
            var sums = WeightErrors.Of(same, new float[length], out _);
            Assert.Equal((0, 0.1f), (sums.Spread, sums.Mean));
            Assert.Equal(0, sums.With(sums).With(WeightErrors.Of(same.AsSpan(0, 1), new float[1], out _)).Std);
        }
    }

    [Fact]
    public void AreExactOnlyWhereNothingDiffers()
    {
        for (var length = 1; length <= 40; length++)
            for (var at = 0; at < length; at++)
            {
                float[] reference = new float[length], candidate = new float[length];
                candidate[at] = -0f;
                Assert.True(WeightErrors.Of(reference, candidate, out _).IsExact);
                candidate[at] = float.Epsilon;
                Assert.False(WeightErrors.Of(reference, candidate, out _).IsExact);
            }
    }

    [Fact]
    public void AreWeightedColumnByColumn()
    {
        var random = new Random(5);
        for (var length = 0; length <= 40; length++)
        {
            var (reference, candidate) = Draw("gaussian", length);
            double[] power = [.. Enumerable.Range(0, length).Select(_ => random.NextDouble())];
            var sums = WeightErrors.Weighted(reference, candidate, power);
            var (error, energy) = (0.0, 0.0);
            for (var i = 0; i < length; i++) (error, energy) = (error + power[i] * Math.Pow((double)candidate[i] - reference[i], 2), energy + power[i] * Math.Pow(reference[i], 2));
            Near.Equal(error, sums.Error, 1e-12 * error, "error", "of", length);
            Near.Equal(energy, sums.Reference, 1e-12 * energy, "energy", "of", length);
        }
    }

    /// <summary>By the definitions, in two passes.</summary>
    private static long MustBe(ReadOnlySpan<float> reference, ReadOnlySpan<float> candidate, string what)
    {
        var found = WeightErrors.Of(reference, candidate, out var nonFinite);
        double square = 0, energy = 0, stored = 0, product = 0, sum = 0, sizes = 0, products = 0, largest = 0;
        var weights = new List<double>();
        for (var i = 0; i < reference.Length; i++)
        {
            double w = reference[i], c = candidate[i], e = c - w;
            if (!double.IsFinite(w) || !double.IsFinite(c)) continue;
            weights.Add(w);
            (square, energy, stored, product, sum) = (square + e * e, energy + w * w, stored + c * c, product + w * c, sum + e);
            (sizes, products, largest) = (sizes + Math.Abs(e), products + Math.Abs(w * c), Math.Max(largest, Math.Abs(e)));
        }

        Assert.Equal((what, weights.Count, (long)reference.Length, largest), (what, found.Count, found.Count + nonFinite, found.Largest));
        Near.Equal(square, found.Square, 1e-12 * square, what, "Σe²");
        Near.Equal(energy, found.Reference, 1e-12 * energy, what, "Σw²");
        Near.Equal(stored, found.Candidate, 1e-12 * stored, what, "Σŵ²");
        Near.Equal(product, found.Product, 1e-12 * products, what, "Σwŵ");
        Near.Equal(sum, found.Sum, 1e-12 * sizes, what, "Σe");
        if (weights.Count == 0) return nonFinite;
        var mean = weights.Average();
        Near.Equal(mean, found.Mean, 1e-14 * weights.Max(Math.Abs), what, "mean");
        var spread = weights.Sum(w => (w - mean) * (w - mean));
        Near.Equal(spread, found.Spread, 1e-11 * spread + 1e-30 * energy, what, "spread");
        return nonFinite;
    }

    private static (float[] Reference, float[] Candidate) Draw(string kind, int length)
    {
        var random = new Random(length);
        var pairs = Enumerable.Range(0, length).Select(i => kinds[kind](random, i)).ToList();
        return ([.. pairs.Select(p => p.Reference)], [.. pairs.Select(p => p.Candidate)]);
    }

    private static (float Reference, float Candidate) Pair(float reference, float error) => (reference, reference + error);

    private static float Gaussian(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));
}
