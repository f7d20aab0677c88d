using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>Moments of all activations, and the figures of tokens, in the order of the file.</summary>
internal sealed class TokenSums(int dimensions)
{
    /// <summary>Of so many tokens the figures are kept.</summary>
    private const int Shown = 3;

    private readonly float[] room = new float[dimensions];
    private readonly List<TokenFigures> first = [];
    private Moments all = new();
    private (double Mean, double Std, double MaxAbs, double NearZero, double Negative) sums;
    private long counted;

    public Moments All => all;

    public IReadOnlyList<TokenFigures> First => first;

    /// <summary>Means over the tokens that have a finite value; NaN where none has.</summary>
    public TokenFigures Mean() =>
        new(sums.Mean / counted, sums.Std / counted, sums.MaxAbs / counted, sums.NearZero / counted, sums.Negative / counted);

    public void Add(ReadOnlySpan<float> token, bool isFinite)
    {
        var finite = isFinite ? token : Finite.Of(token, room);
        if (finite.Length == 0)
        {
            if (first.Count < Shown) first.Add(new(double.NaN, double.NaN, double.NaN, double.NaN, double.NaN));
            return;
        }

        var moments = RunMoments.Of(finite);
        all.Merge(moments);
        var (near, negative) = Count(finite, 0.01 * moments.Std);
        var figures = new TokenFigures(moments.Mean, moments.Std, Math.Max(-moments.Min, moments.Max), (double)near / finite.Length, (double)negative / finite.Length);
        if (first.Count < Shown) first.Add(figures);
        sums = (sums.Mean + figures.Mean, sums.Std + figures.Std, sums.MaxAbs + figures.MaxAbs, sums.NearZero + figures.NearZero, sums.Negative + figures.Negative);
        counted++;
    }

    /// <summary>How many have |x| &lt; bound, and how many x &lt; 0.</summary>
    private static (int Near, int Negative) Count(ReadOnlySpan<float> values, double bound)
    {
        // The least float that is not below the bound: floats are below the one as they are below the other.
        var least = (float)bound;
        if (least < bound) least = MathF.BitIncrement(least);
        var eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        Vector256<int> nears = default, negatives = default;
        foreach (var eight in eights)
        {
            nears -= Vector256.LessThan(Vector256.Abs(eight), Vector256.Create(least)).AsInt32();
            negatives -= Vector256.LessThan(eight, Vector256<float>.Zero).AsInt32();
        }

        int near = Vector256.Sum(nears), negative = Vector256.Sum(negatives);
        foreach (var value in values[(eights.Length * Vector256<float>.Count)..])
        {
            near += Math.Abs(value) < least ? 1 : 0;
            negative += value < 0 ? 1 : 0;
        }

        return (near, negative);
    }
}
