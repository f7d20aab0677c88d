using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MoeGate.Reductions;

/// <summary>
/// What of the groups has to wait for the first pass: the offset importance again, for the percentiles of it, and the signs of the
/// group means beside the tensor's spread. The sums are those of <see cref="GroupReduction"/>, in the same order, so that both passes
/// see the same numbers.
/// </summary>
/// <param name="importance">Takes the offset importance of every group.</param>
/// <param name="threshold">A mean is positive above it, and negative below its negative.</param>
internal sealed class GroupSecondPass(FloatBuffer importance, double threshold) : GroupWalk
{
    public long Positive { get; private set; }

    public long Negative { get; private set; }

    public long NearZero { get; private set; }

    protected override void AddGroup(ReadOnlySpan<float> group)
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    protected override unsafe bool TryAddBatch(float* groups)
    {
        var lanes = stackalloc float[GroupBatch.Weights];
        GroupBatch.Turn(groups, lanes);
        GroupBatch.Sum(lanes, out var min, out var max, out var low, out var high);
        if (!GroupBatch.AreFinite(low) || !GroupBatch.AreFinite(high)) return false;

        var sixteenth = Vector512.Create(1.0 / GroupSums.Size);
        low = Wide.Multiply(low, sixteenth);
        high = Wide.Multiply(high, sixteenth);
        var (lowMin, highMin) = Wide.Widen(min);
        var (lowMax, highMax) = Wide.Widen(max);
        var (lowRange, highRange) = (Wide.Subtract(lowMax, lowMin), Wide.Subtract(highMax, highMin));
        var least = Vector512.Create(GroupSums.LeastRange);
        if (!Vector512.GreaterThanAll(lowRange, least) || !Vector512.GreaterThanAll(highRange, least))
        {
            for (var lane = 0; lane < 8; lane++) Take(low[lane], lowRange[lane]);
            for (var lane = 0; lane < 8; lane++) Take(high[lane], highRange[lane]);
            return true;
        }

        importance.Add(Vector512.Narrow(Wide.Divide(Vector512.Abs(low), lowRange), Wide.Divide(Vector512.Abs(high), highRange)));
        var above = Vector512.Create(threshold);
        var positive = -Vector512.Sum(Vector512.GreaterThan(low, above).AsInt64() + Vector512.GreaterThan(high, above).AsInt64());
        var negative = -Vector512.Sum(Vector512.LessThan(low, -above).AsInt64() + Vector512.LessThan(high, -above).AsInt64());
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
