using System.Runtime.InteropServices;
using MoeGate.Blocks;
using MoeGate.Reductions;
using MoeGate.Tests.Support;

namespace MoeGate.Tests.Reductions;

/// <summary>Moments of a run in lanes, against those of its weights one by one.</summary>
public class RunsOfWeights
{
    private const int Longest = 300;

    private static readonly Dictionary<string, Func<Random, int, float>> kinds = new()
    {
        ["gaussian"] = (r, _) => Gaussian(r),
        ["around 1000"] = (r, _) => 1000 + 0.01f * (2 * r.NextSingle() - 1),
        ["huge"] = (r, _) => float.MaxValue * (2 * r.NextSingle() - 1),
        ["denormal"] = (r, _) => float.Epsilon * r.Next(-1000, 1000),
        ["constant"] = (_, _) => -0.1f,
        ["one outlier"] = (r, i) => i == 7 ? 1e30f : Gaussian(r),
        ["zeros of both signs"] = (r, _) => r.Next(2) == 0 ? -0f : 0f,
    };

    public static TheoryData<string> Names => [.. kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void OfEveryLengthHaveTheMomentsOfTheirWeights(string kind)
    {
        for (var length = 0; length <= Longest; length++)
        {
            var weights = Draw(kind, length);
            var moments = WeightMoments.Of(weights, out var nonFinite);
            Assert.Equal(0, nonFinite);
            Near.Equal(OneByOne(weights), moments, 1e-12, $"{length} weights, {kind}");
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void LeaveOutWhatIsNotFiniteWhereverItStands(float stranger)
    {
        foreach (var length in (int[])[1, 15, 16, 31, 32, 33, 47, 48, 64, 255, 256, 300])
        {
            for (var at = 0; at < length; at++)
            {
                var weights = Draw("gaussian", length);
                weights[at] = stranger;
                var moments = WeightMoments.Of(weights, out var nonFinite);
                Assert.Equal(1, nonFinite);
                Near.Equal(OneByOne(weights), moments, 1e-12, $"{stranger} at {at} of {length}");
            }
        }
    }

    [Fact]
    public void LeaveOutInfinitiesOfBothSignsAndRunsOfNothingElse()
    {
        var weights = Draw("gaussian", 100);
        (weights[3], weights[40], weights[99]) = (float.PositiveInfinity, float.NegativeInfinity, float.NaN);
        Near.Equal(OneByOne(weights), WeightMoments.Of(weights, out var nonFinite), 1e-12, "both infinities");
        Assert.Equal(3, nonFinite);

        Array.Fill(weights, float.NaN);
        Assert.Equal(new Moments(), WeightMoments.Of(weights, out nonFinite));
        Assert.Equal(100, nonFinite);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OfBrainFloatsAreThoseOfTheFloatsToTheLastBit(string kind)
    {
        for (var length = 0; length <= Longest; length++)
        {
            var halves = Halves(Draw(kind, length));
            if (length % 7 == 6) halves[length / 2] = 0x7FC0;
            if (length % 11 == 6) halves[length - 1] = 0xFF80;
            var stored = MemoryMarshal.Cast<ushort, BF16>(halves);
            var decoded = new float[length];
            BF16.Decode(stored, decoded);
            Assert.Equal(WeightMoments.Of(decoded, out var expected), WeightMoments.Of(stored, out var actual));
            Assert.Equal(expected, actual);
        }
    }

    private static ushort[] Halves(float[] weights) => [.. weights.Select(w => (ushort)(BitConverter.SingleToUInt32Bits(w) >> 16))];

    private static float[] Draw(string kind, int length)
    {
        var random = new Random(length);
        return [.. Enumerable.Range(0, length).Select(i => kinds[kind](random, i))];
    }

    private static float Gaussian(Random random) => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble()));

    private static Moments OneByOne(IEnumerable<float> weights)
    {
        var moments = new Moments();
        foreach (var weight in weights.Where(float.IsFinite)) moments.Add(weight);
        return moments;
    }
}
