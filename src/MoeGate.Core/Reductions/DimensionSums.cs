using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// Running figures of each dimension over the tokens: mean and spread by Welford's update, for the first token is often far from the
/// others and no pivot. Dimensions stand side by side in vectors and never meet, so the width of vectors changes nothing.
/// </summary>
internal sealed class DimensionSums
{
    private const int Lanes = 4;
    private const int Fields = 6;

    private readonly int length;
    private readonly double[] token;

    // The figures of four dimensions lie together, one vector each: figures in arrays of their own, a multiple of 4096 bytes apart as
    // dimensions usually make them, would be taken for each other by the processor.
    private readonly double[] figures;

    public DimensionSums(int dimensions)
    {
        length = dimensions;

        // Whole vectors of floats; what is beyond the last dimension is never read.
        var room = (dimensions + 7) / 8 * 8;
        token = new double[room];
        figures = new double[room * Fields];
    }

    public void Add(ReadOnlySpan<float> values, bool isFinite)
    {
        if (!isFinite && !Finite.Are(values))
        {
            for (var j = 0; j < values.Length; j++)
                if (float.IsFinite(values[j]))
                    Add(j, values[j]);
            return;
        }

        var eights = MemoryMarshal.Cast<float, Vector256<float>>(values);
        var tokens = MemoryMarshal.Cast<double, Vector256<double>>(token.AsSpan());
        for (var j = 0; j < eights.Length; j++) (tokens[2 * j], tokens[2 * j + 1]) = Vector256.Widen(eights[j]);
        for (var j = eights.Length * Vector256<float>.Count; j < values.Length; j++) token[j] = values[j];

        var fours = MemoryMarshal.Cast<double, Four>(figures.AsSpan())[..tokens.Length];
        for (var j = 0; j < tokens.Length; j++)
        {
            var value = tokens[j];
            ref var four = ref fours[j];
            var count = four.Count + Vector256<double>.One;
            var delta = value - four.Mean;
            var mean = four.Mean + delta / count;
            four.Count = count;
            four.Mean = mean;
            four.M2 += delta * (value - mean);
            four.Square += value * value;
            four.Negative += Vector256.LessThan(value, Vector256<double>.Zero) & Vector256<double>.One;
            four.Greatest = Vector256.Max(four.Greatest, Vector256.Abs(value));
        }
    }

    /// <summary>The definition, for one dimension.</summary>
    private void Add(int j, double value)
    {
        var count = ++At(j, Field.Count);
        var delta = value - At(j, Field.Mean);
        var mean = At(j, Field.Mean) += delta / count;
        At(j, Field.M2) += delta * (value - mean);
        At(j, Field.Square) += value * value;
        if (value < 0) At(j, Field.Negative)++;
        At(j, Field.Greatest) = Math.Max(At(j, Field.Greatest), Math.Abs(value));
    }

    public double[] MeanSquare() => Each(j => At(j, Field.Square) / At(j, Field.Count));

    public double[] Mean() => Each(j => At(j, Field.Count) == 0 ? double.NaN : At(j, Field.Mean));

    public double[] Std() => Each(j => Math.Sqrt(At(j, Field.M2) / At(j, Field.Count)));

    public double[] Negative() => Each(j => At(j, Field.Negative) / At(j, Field.Count));

    /// <summary>The dimensions with a magnitude above a bound.</summary>
    public IReadOnlyList<int> Above(double bound) => [.. Enumerable.Range(0, length).Where(j => At(j, Field.Greatest) > bound)];

    private double[] Each(Func<int, double> figure) => [.. Enumerable.Range(0, length).Select(figure)];

    private ref double At(int j, Field field) => ref figures[(j / Lanes * Fields + (int)field) * Lanes + j % Lanes];

    private enum Field
    {
        Count,
        Mean,
        M2,
        Square,
        Negative,
        Greatest,
    }

    /// <summary>The figures of four dimensions, in the order of <see cref="Field"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Four
    {
        public Vector256<double> Count;
        public Vector256<double> Mean;
        public Vector256<double> M2;
        public Vector256<double> Square;
        public Vector256<double> Negative;
        public Vector256<double> Greatest;
    }
}
