using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// What of the groups has to wait for the first pass: the offset importance again, for the percentiles of it, and the signs of the
/// group means beside the tensor's spread. The sums are those of <see cref="GroupReduction"/>, in the same order, so that both passes
/// see the same numbers.
/// </summary>
/// <param name="importance">Takes the offset importance of every group.</param>
/// <param name="threshold">A mean is positive above it, and negative below its negative.</param>
internal sealed class GroupSecondPass(FloatBuffer importance, double threshold)
{
    public long Positive { get; private set; }

    public long Negative { get; private set; }

    public long NearZero { get; private set; }

    /// <summary>Takes in a run of whole groups of one row; only the last run of a row may end in a shorter group.</summary>
    public unsafe void Add(ReadOnlySpan<float> weights)
    {
        var batches = weights.Length / GroupBatch.Weights;
        fixed (float* start = weights)
        {
            for (var b = 0; b < batches; b++)
                if (!TryAddBatch(start + (long)b * GroupBatch.Weights))
                    for (var g = 0; g < GroupBatch.Groups; g++)
                        AddGroup(weights.Slice(b * GroupBatch.Weights + g * GroupSums.Size, GroupSums.Size));
        }

        for (var at = batches * GroupBatch.Weights; at < weights.Length; at += GroupSums.Size)
            AddGroup(weights.Slice(at, Math.Min(GroupSums.Size, weights.Length - at)));
    }

    private void AddGroup(ReadOnlySpan<float> group)
    {
        double sum = 0, min = double.PositiveInfinity, max = double.NegativeInfinity;
        var count = 0;
        foreach (var w in group)
        {
            if (!float.IsFinite(w)) continue;
            count++;
            sum += w;
            min = Math.Min(min, w);
            max = Math.Max(max, w);
        }

        if (count > 0) Take(sum / count, max - min);
    }

    private unsafe bool TryAddBatch(float* groups)
    {
        var lanes = stackalloc float[GroupBatch.Weights];
        GroupBatch.Turn(groups, lanes);
        GroupBatch.Sum(lanes, out var min, out var max, out var low, out var high);
        if (!GroupBatch.AreFinite(low) || !GroupBatch.AreFinite(high)) return false;

        var sixteenth = Vector256.Create(1.0 / GroupSums.Size);
        low *= sixteenth;
        high *= sixteenth;
        var (lowMin, highMin) = Vector256.Widen(min);
        var (lowMax, highMax) = Vector256.Widen(max);
        var (lowRange, highRange) = (lowMax - lowMin, highMax - highMin);
        var least = Vector256.Create(GroupSums.LeastRange);
        if (!Vector256.GreaterThanAll(lowRange, least) || !Vector256.GreaterThanAll(highRange, least))
        {
            for (var lane = 0; lane < 4; lane++) Take(low[lane], lowRange[lane]);
            for (var lane = 0; lane < 4; lane++) Take(high[lane], highRange[lane]);
            return true;
        }

        importance.Add(Vector256.Narrow(Vector256.Abs(low) / lowRange, Vector256.Abs(high) / highRange));
        var above = Vector256.Create(threshold);
        var positive = -Vector256.Sum(Vector256.GreaterThan(low, above).AsInt64() + Vector256.GreaterThan(high, above).AsInt64());
        var negative = -Vector256.Sum(Vector256.LessThan(low, -above).AsInt64() + Vector256.LessThan(high, -above).AsInt64());
        Positive += positive;
        Negative += negative;
        NearZero += GroupBatch.Groups - positive - negative;
        return true;
    }

    private void Take(double mean, double range)
    {
        if (range > GroupSums.LeastRange) importance.Add((float)(Math.Abs(mean) / range));
        if (mean > threshold) Positive++;
        else if (mean < -threshold) Negative++;
        else NearZero++;
    }
}
