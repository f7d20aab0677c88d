using MoeGate.Reductions;

namespace MoeGate.Tests.Support;

/// <summary>The errors of a matrix beside its reference, from their definitions in plain loops.</summary>
internal static class PlainErrors
{
    public static void MustBe(float[] reference, float[] candidate, double[] power, int columns, PairSums found, double tolerance)
    {
        var pairs = reference.Zip(candidate).Select((p, i) => (W: (double)p.First, C: (double)p.Second, Column: i % columns)).ToList();
        var finite = pairs.Where(p => double.IsFinite(p.W) && double.IsFinite(p.C)).ToList();
        Assert.Equal((finite.Count, pairs.Count - finite.Count), ((int)found.Errors.Count, (int)found.NonFinite));
        if (finite.Count == 0) return;
        void Near(string name, double expected, double value, double scale = 0)
        {
            var room = tolerance * (Math.Abs(expected) + scale);
            Assert.True(Math.Abs(expected - value) <= room, $"{name} is {value:R}, and should be {expected:R} within {room:R}");
        }

        var errors = finite.ConvertAll(p => p.C - p.W);
        var mean = finite.Average(p => p.W);
        var size = finite.Max(p => Math.Max(Math.Abs(p.W), Math.Abs(p.C)));
        Near("Σe²", errors.Sum(e => e * e), found.Errors.Square);
        Near("Σw²", finite.Sum(p => p.W * p.W), found.Errors.Reference);
        Near("Σŵ²", finite.Sum(p => p.C * p.C), found.Errors.Candidate);
        Near("Σwŵ", finite.Sum(p => p.W * p.C), found.Errors.Product, finite.Count * size * size * 1e-2);
        Near("Σe", errors.Sum(), found.Errors.Sum, finite.Count * size * 1e-2);
        Near("mean", mean, found.Errors.Mean, size);
        Near("spread", finite.Sum(p => (p.W - mean) * (p.W - mean)), found.Errors.Spread, finite.Count * size * size * 1e-3);
        Assert.Equal(errors.Max(Math.Abs), found.Errors.Largest);
        Near("Σp·e²", finite.Sum(p => (p.C - p.W) * (p.C - p.W) * power[p.Column]), found.Weighted!.Value.Error);
        Near("Σp·w²", finite.Sum(p => p.W * p.W * power[p.Column]), found.Weighted.Value.Reference);
        for (var j = 0; j < columns; j++)
            Near($"column {j}", finite.Where(p => p.Column == j).Sum(p => (p.C - p.W) * (p.C - p.W)), found.ByColumn![j]);

        var sizes = errors.Select(e => (double)(float)Math.Abs(e)).Order().ToList();
        for (var i = 0; i < PairSums.Percents.Count; i++)
        {
            var at = (sizes.Count - 1) * (PairSums.Percents[i] / 100);
            double a = sizes[(int)at], b = sizes[Math.Min((int)at + 1, sizes.Count - 1)], part = at - (int)at;
            Assert.Equal(part < 0.5 ? a + (b - a) * part : b - (b - a) * (1 - part), found.Order![i]);
        }
    }
}
